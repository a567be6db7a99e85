"""What gunicorn serves."""

from backend.app import create_wsgi
from backend.plumbing import logs

logs.start("web")
app = create_wsgi()
