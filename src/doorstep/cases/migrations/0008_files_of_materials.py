import django.db.models.deletion
from django.db import migrations, models

#: What was one file in a column becomes a row; a key under which no file is stored was of no use before either.
CARRY_OVER = """
INSERT INTO cases_materialfile (material_id, file_id)
SELECT m.id, m.file FROM cases_casematerial m JOIN files_storedfile f ON f.uuid = m.file
"""
CARRY_BACK = """
UPDATE cases_casematerial SET file =
    (SELECT MIN(CAST(l.file_id AS VARCHAR(36))){cast} FROM cases_materialfile l WHERE l.material_id = cases_casematerial.id)
"""


def carry_back(apps, schema_editor):
    cast = "::uuid" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(CARRY_BACK.format(cast=cast))


class Migration(migrations.Migration):
    """A material has any number of files. The window's answer about the hukou is kept with the case."""

    dependencies = [("cases", "0007_outside_waiting"), ("files", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="MaterialFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="cases.casematerial"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("material", "file"), name="cases_materialfile_once")],
            },
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.RunPython(migrations.RunPython.noop, carry_back),
        migrations.RemoveField(model_name="casematerial", name="file"),
        migrations.AddField(model_name="case", name="local_hukou", field=models.BooleanField(null=True)),
    ]
