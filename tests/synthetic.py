"""The synthetic city of the tests: how large it is, how it is run without a bar, what stands in a file of it."""

PERSONS, SEED = 150_000, 4


def quiet(done, whole):
    """No bar."""


def table(path):
    """The rows of a Parquet file."""
    import pyarrow.parquet as pq

    return pq.read_table(path).to_pylist()
