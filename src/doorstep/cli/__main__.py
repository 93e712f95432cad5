from doorstep.cli.main import run

run()
