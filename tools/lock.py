"""Write the locks: every version and hash, no host, no path. Needs uv (`pip install uv`) on the PATH."""

import subprocess

COMMON = [
    "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header",
    "--no-annotate", "--python-version", "3.11", "--group", "build", "pyproject.toml",
]  # fmt: skip
subprocess.run([*COMMON, "-o", "requirements.txt"], check=True)
dev = ["-c", "requirements.txt", "--all-extras", "--group", "dev", "-o", "requirements-dev.txt"]
subprocess.run([*COMMON, *dev], check=True)
