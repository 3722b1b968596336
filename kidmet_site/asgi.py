"""The way in that `kidmet_site.serve` takes: `kidmet_site.asgi:application`."""

from kidmet_site import environment as env
from kidmet_site.buffering import Buffered
from kidmet_site.sqlite_file import make_none
from kidmet_site.time_limit import start_watching
from kidmet_site.wsgi import application as wsgi_application

make_none()
application = Buffered(wsgi_application, env.number("THREADS", 8, at_least=1, at_most=256))
start_watching(guards_process=True)
