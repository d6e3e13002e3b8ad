"""Web door."""

import os

from django.core.wsgi import get_wsgi_application

from electcoord.common.startup import refuse_to_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electcoord.settings")
application = get_wsgi_application()
refuse_to_start()
