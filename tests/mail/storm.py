"""Postmen as processes that may be killed: forks one for each line of standard input, and says its number.

``python -m tests.mail.storm`` with the application's settings in the environment; ``without-lease`` lets everybody
claim what somebody else is sending.
"""

import os
import signal
import sys
import time
from datetime import timedelta

from forumapp.factory import create_app
from forumapp.mail import claims, letters, postman
from forumapp.mail.letters import Content
from forumapp.mail.models import Letter, LetterState

LEASE = timedelta(seconds=4)
KIND = "storm"


def main():
    claims.LEASE, claims.BATCH = LEASE, 20
    postman.DELAYS = (0.002,) * 9  # minutes
    if "without-lease" in sys.argv:
        claims._is_abandoned = lambda: Letter.state == LetterState.SENDING
    app = create_app()
    letters.register(app, KIND, lambda letter: Content(f"件名 {letter.id}", "本文\n" * 20, "<p>本文</p>"))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            deliver(app)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def deliver(app):
    shutdown = postman.Shutdown()
    signal.signal(signal.SIGTERM, shutdown.ask)
    with app.app_context():
        while not shutdown.asked():
            if not postman.deliver_due(shutdown):
                time.sleep(0.05)
    os._exit(0)


if __name__ == "__main__":
    main()
