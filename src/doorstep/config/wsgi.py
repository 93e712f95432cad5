"""The door for a WSGI server: `gunicorn doorstep.config.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.config.settings")
application = get_wsgi_application()
gc.freeze()  # what is loaded now lives as long as the process: never walk it again in the middle of a request
