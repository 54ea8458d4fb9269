"""``flask --app wsgi mail …``: the outbox from the shell."""

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from forumapp.core.db import db
from forumapp.mail import maildir, pace, postman, worker
from forumapp.mail.models import Letter

cli = AppGroup("mail", help="Deliver letters and look at the outbox.")


@cli.command()
@click.option("--forever", is_flag=True, help="Go on until a signal; also does due jobs.")
def deliver(*, forever: bool) -> None:
    """Deliver the letters that are due."""
    if forever:
        worker.work_forever()
        return
    handled = postman.deliver_due()
    click.echo(f"{handled} letters handled.")
    if not postman.has_server():
        click.echo(f"No MAIL_SERVER is set: letters lie in the Maildir {maildir.folder()}")
    elif slowed := pace.waits():
        click.echo(
            f"The mail server is left alone until {slowed.slow_until:%H:%M:%S} UTC. It said: {slowed.said}"
        )


@cli.command("states")
def states() -> None:
    """Count the letters by state."""
    counted = sa.select(Letter.state, sa.func.count()).group_by(Letter.state).order_by(Letter.state)
    for state, number in db.session.execute(counted):
        click.echo(f"{state.value}\t{number}")
