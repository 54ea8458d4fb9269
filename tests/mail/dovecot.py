"""A Dovecot of the test's own, from Debian, on free ports of 127.0.0.1; needs root, as it changes users."""

import imaplib
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.serving import free_port

CERTIFICATE = Path(__file__).with_name("self_signed.pem")
USER, PASSWORD = "forum@forum.test", "pass:w@rd/"
CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
auth_failure_delay = 0
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


@dataclass(frozen=True)
class Mailbox:
    """A mailbox and the addresses under which it is reached."""

    plain: int
    tls: int

    def url(self, scheme="imaps", user="forum%40forum.test", password="pass%3Aw%40rd%2F", folder="INBOX"):
        port = self.tls if scheme == "imaps" else self.plain
        return f"{scheme}://{user}:{password}@127.0.0.1:{port}/{folder}"

    @contextmanager
    def opened(self):
        with imaplib.IMAP4("127.0.0.1", self.plain, timeout=10) as mailbox:
            mailbox.login(USER, PASSWORD)
            mailbox.select()
            yield mailbox

    def put(self, *messages):
        """Deliver messages."""
        with self.opened() as mailbox:
            for message in messages:
                mailbox.append("INBOX", "", None, message)

    def flags(self):
        """Return the flags of each message in the order of arrival, without \\Recent."""
        with self.opened() as mailbox:
            _status, found = mailbox.fetch("1:*", "(FLAGS)")
            lists = [line.decode().partition("FLAGS (")[2].rstrip(")").split() for line in found if line]
            return [sorted(set(flags) - {"\\Recent"}) for flags in lists]


@contextmanager
def dovecot():
    """Run it with one empty mailbox."""
    folder = Path(tempfile.mkdtemp(prefix="forumapp-dovecot-"))  # short: the names of sockets are limited
    folder.chmod(0o755)
    (folder / "mail").mkdir()
    shutil.chown(folder / "mail", "nobody", "nogroup")
    made = Mailbox(free_port(), free_port())
    config = folder / "dovecot.conf"
    config.write_text(
        CONFIG.format(
            folder=folder, certificate=CERTIFICATE, password=PASSWORD, plain=made.plain, tls=made.tls
        )
    )
    server = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", config])
    try:
        _wait_for(made.plain)
        yield made
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port):
    deadline = time.monotonic() + 20
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as connection:
                assert connection.recv(4) == b"* OK"
                return
        except (OSError, AssertionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
