"""For ``gunicorn -c deploy/gunicorn.conf.py impactplan.wsgi:app``, with ``impactplan worker`` beside it.

Only the server in front (deploy/nginx.conf) may reach it: from there it believes who asks.
"""

import os

bind = "127.0.0.1:8000"
# A process for each core, and one that works while another waits for the database. WEB_CONCURRENCY says otherwise.
workers = int(os.environ.get("WEB_CONCURRENCY") or (os.cpu_count() or 1) + 1)
# More threads share one interpreter, and all of them get slower.
threads = 2
worker_class = "gthread"
timeout = 30
graceful_timeout = 10
# Longer than the server in front keeps a connection, so that it never sends into one that is being closed.
keepalive = 35
max_requests = 2000
max_requests_jitter = 200
# As much as the program itself takes of a request's head.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
forwarded_allow_ips = "127.0.0.1"
proxy_allow_ips = "127.0.0.1"
# The program writes a line for each request, without addresses; what gunicorn says goes through the same log.
accesslog = None
logger_class = "impactplan.site.gunicorn_log.GunicornLogger"
# Checked once, at the start: a worker process that is renewed while the database is away does not end the site.
preload_app = True
# Nothing is written but in the data folder, and nobody steers the server but who started it.
control_socket_disable = True
umask = 0o077
