"""A Postfix of the test's own, from Debian, with its queue in a folder of its own; needs root, as it changes users.

It is the server that we hand letters to, that of city.example.jp (a Maildir), the way to far.example.jp (another
server), and what brings mail for forum.test to our door.
"""

import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

from tests.serving import free_port

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mail.example.jp
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
recipient_delimiter = +
disable_dns_lookups = yes
default_transport = error:5.4.4 nothing leaves this machine
smtp_host_lookup = native
lmtp_host_lookup = native
virtual_mailbox_domains = city.example.jp, forum.test
virtual_mailbox_maps = inline:{{hanako@city.example.jp=hanako/, forum@forum.test=forum/}}
virtual_mailbox_base = {folder}/mail
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
relay_domains = far.example.jp
transport_maps = inline:{{ {{forum.test = lmtp:inet:127.0.0.1:{door}}}, {{far.example.jp = smtp:[127.0.0.1]:{far}}} }}
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
smtp_destination_concurrency_failed_cohort_limit = 0
lmtp_destination_concurrency_failed_cohort_limit = 0
smtp_tls_security_level = none
smtpd_tls_security_level = none
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running one; ``mail`` is the Maildir of hanako@city.example.jp."""

    folder: Path
    port: int

    @property
    def delivered(self):
        """Return the messages in the Maildir, the oldest first."""
        files = sorted((self.folder / "mail/hanako/new").glob("*"), key=lambda path: path.stat().st_mtime_ns)
        return [message_from_bytes(path.read_bytes()) for path in files]

    @property
    def log(self):
        """Return what it wrote down, for the message of a failed test."""
        return (self.folder / "log").read_text()


@contextmanager
def postfix(door, far):
    """Run it; ``door`` and ``far`` are the ports of our LMTP and of far.example.jp's server."""
    folder = Path(tempfile.mkdtemp(prefix="forumapp-postfix-"))
    folder.chmod(0o755)
    nobody = pwd.getpwnam("nobody")
    for name, owner in {"etc": "root", "queue": "root", "data": "postfix", "mail": "nobody"}.items():
        (folder / name).mkdir()
        shutil.chown(folder / name, owner)
    made = Postfix(folder, free_port())
    values = {
        "folder": folder,
        "door": door,
        "far": far,
        "port": made.port,
        "uid": nobody.pw_uid,
        "gid": nobody.pw_gid,
    }
    (folder / "etc/main.cf").write_text(MAIN.format(**values))
    (folder / "etc/master.cf").write_text(MASTER.format(**values))
    command = ["/usr/sbin/postfix", "-c", folder / "etc"]
    try:
        subprocess.run([*command, "start"], check=True, capture_output=True, timeout=60)
        _wait_for(made.port)
        yield made
    finally:
        subprocess.run([*command, "abort"], check=False, capture_output=True, timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port):
    deadline = time.monotonic() + 30
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as connection:
                assert connection.recv(3) == b"220"
                connection.sendall(b"QUIT\r\n")
                return
        except (OSError, AssertionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
