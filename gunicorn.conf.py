"""How gunicorn serves: read by itself from the folder in which it starts."""

# Whoever switches the access log on gets addresses without searches, links or referrers.
logger_class = "peerlearn.web.kit.quiet_log.QuietLogger"
