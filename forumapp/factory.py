"""Building the application: settings, extensions, slices."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_compress import Compress
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from forumapp import slices, wiring
from forumapp.core import (
    assets,
    boundary,
    converters,
    db,
    error_pages,
    events,
    fastlane,
    headers,
    i18n,
    jobs,
    logs,
    nav,
    pagecache,
    pages,
    resources,
)
from forumapp.core.settings import Settings, read
from forumapp.core.storage import objects
from forumapp.core.urls import absolute_url
from forumapp.mail import letters, signing
from forumapp.mail.receiving import inbox
from forumapp.mail.transport import PatientMail


def create_app(
    overrides: Mapping[str, Any] | None = None, settings: Settings | None = None
) -> boundary.ForumApp:
    """Build one application from ``settings`` (default: the environment); ``overrides`` are Flask's own keys (tests)."""
    settings = settings or read()
    app = boundary.ForumApp(
        "forumapp",
        template_folder=str(resources.folder("templates")),
        static_folder=None,
        instance_path=str(settings.data_dir),
    )
    app.config.update(_config(settings))
    app.config.update(overrides or {})
    logs.init()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    converters.init(app)
    db.init(app)
    Migrate(
        app, db.db, directory=str(resources.folder("migrations")), render_as_batch=True, compare_type=True
    )
    Compress(app)
    app.extensions["forumapp.mail"] = PatientMail(app)
    for part in (
        events,
        jobs,
        letters,
        inbox,
        signing,
        nav,
        i18n,
        objects,
        headers,
        error_pages,
        pages,
        assets,
    ):
        part.init(app)
    for module in slices.SLICES:
        app.register_blueprint(module.bp)
    with app.app_context():
        fastlane.init(app, db.db.engine)
    pagecache.init(app, build=assets.digest_of_all(app) + resources.build_digest() + settings.base_url)
    app.jinja_env.globals["absolute_url"] = absolute_url
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    wiring.wire(app)
    for group in slices.COMMANDS:
        app.cli.add_command(group)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "BASE_URL": settings.base_url,
        "HOST": settings.host,
        "DATA_DIR": str(settings.data_dir),
        "STATIC_DIR": str(resources.folder("static")),
        "SITE_NAME": settings.site_name,
        "DEMO": settings.demo,
        "MAX_UPLOAD": settings.max_upload,
        "MAX_CONTENT_LENGTH": boundary.FORM_LIMIT,
        "MAX_FORM_MEMORY_SIZE": boundary.FORM_LIMIT,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
        "SESSION_COOKIE_NAME": "__Host-forumapp" if settings.secure else "forumapp",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        "BABEL_TRANSLATION_DIRECTORIES": str(resources.PACKAGE / "translations"),
        "COMPRESS_ALGORITHM": ["gzip"],
        "SERVER": settings,
        "MAIL_INBOX": settings.mail_inbox,
        "MAIL_PER_MINUTE": settings.mail_per_minute,
        "MAIL_PER_DOMAIN_MINUTE": settings.mail_per_domain_minute,
        "DKIM_SELECTOR": settings.dkim_selector,
        "DKIM_KEY_FILE": settings.dkim_key_file,
        "MAIL_SERVER_SET": bool(settings.mail.get("MAIL_SERVER")),
        **settings.mail,
    }
