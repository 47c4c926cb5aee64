"""The archive's first tables and its search index."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cluster",
        sa.Column("id", Id, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster")),
    )
    op.create_table(
        "outlet",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet")),
        sa.UniqueConstraint("name", name=op.f("uq_outlet_name")),
    )
    op.create_table(
        "portal",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal")),
    )
    op.create_table(
        "region",
        sa.Column("id", Id, nullable=False),
        sa.Column("parent_id", Id, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["region.id"], name=op.f("fk_region_parent_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("path", name=op.f("uq_region_path")),
    )
    op.create_index(op.f("ix_region_parent_id"), "region", ["parent_id"], unique=False)
    op.create_table(
        "schedule",
        sa.Column("id", Id, nullable=False),
        sa.Column("portal_id", sa.String(length=64), nullable=False),
        sa.Column("every", sa.Integer(), nullable=True),
        sa.Column("cron", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_started", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_exit", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("portal_id", name=op.f("uq_schedule_portal_id")),
    )
    op.create_index(op.f("ix_schedule_next_due"), "schedule", ["next_due"], unique=False)
    op.create_table(
        "article",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("portal_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("cluster_id", Id, nullable=True),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_article_cluster_id_cluster")),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_article_portal_id_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("portal_id", "key", name=op.f("uq_article_portal_id_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_article_public_id")),
    )
    op.create_index(op.f("ix_article_cluster_id"), "article", ["cluster_id"], unique=False)
    op.create_table(
        "channel",
        sa.Column("id", Id, nullable=False),
        sa.Column("portal_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region_id", Id, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_channel_portal_id_portal")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_channel_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("portal_id", "key", name=op.f("uq_channel_portal_id_key")),
    )
    op.create_index(op.f("ix_channel_region_id"), "channel", ["region_id"], unique=False)
    op.create_table(
        "link",
        sa.Column("id", Id, nullable=False),
        sa.Column("portal_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_check", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_link_portal_id_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("portal_id", "key", name=op.f("uq_link_portal_id_key")),
    )
    op.create_index("ix_link_next", "link", ["portal_id", "state", "priority", "id"], unique=False)
    op.create_table(
        "run",
        sa.Column("id", Id, nullable=False),
        sa.Column("portal_id", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("base_url", sa.Text(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("software", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_run_portal_id_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index(op.f("ix_run_portal_id"), "run", ["portal_id"], unique=False)
    op.create_table(
        "warc_file",
        sa.Column("id", Id, nullable=False),
        sa.Column("portal_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("length", Id, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_warc_file_portal_id_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warc_file")),
        sa.UniqueConstraint("name", name=op.f("uq_warc_file_name")),
    )
    op.create_index(op.f("ix_warc_file_portal_id"), "warc_file", ["portal_id"], unique=False)
    op.create_table(
        "alias",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_alias_article_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
        sa.UniqueConstraint("article_id", "key", name=op.f("uq_alias_article_id_key")),
    )
    op.create_index(op.f("ix_alias_key"), "alias", ["key"], unique=False)
    op.create_table(
        "article_channel",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_channel_article_id_article")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_article_channel_channel_id_channel")),
        sa.PrimaryKeyConstraint("article_id", "channel_id", name=op.f("pk_article_channel")),
    )
    op.create_index(op.f("ix_article_channel_channel_id"), "article_channel", ["channel_id"], unique=False)
    op.create_table(
        "capture",
        sa.Column("id", Id, nullable=False),
        sa.Column("portal_id", sa.String(length=64), nullable=False),
        sa.Column("run_id", Id, nullable=False),
        sa.Column("link_id", Id, nullable=True),
        sa.Column("warc_file_id", Id, nullable=False),
        sa.Column("offset", Id, nullable=False),
        sa.Column("length", Id, nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("revisit_of", Id, nullable=True),
        sa.Column("truncated", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_capture_link_id_link")),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_capture_portal_id_portal")),
        sa.ForeignKeyConstraint(["revisit_of"], ["capture.id"], name=op.f("fk_capture_revisit_of_capture")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_capture_run_id_run")),
        sa.ForeignKeyConstraint(["warc_file_id"], ["warc_file.id"], name=op.f("fk_capture_warc_file_id_warc_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
        sa.UniqueConstraint("record_id", name=op.f("uq_capture_record_id")),
        sa.UniqueConstraint("warc_file_id", "offset", name=op.f("uq_capture_warc_file_id_offset")),
    )
    op.create_index(op.f("ix_capture_link_id"), "capture", ["link_id"], unique=False)
    op.create_index("ix_capture_payload", "capture", ["portal_id", "payload_digest"], unique=False)
    op.create_index(op.f("ix_capture_run_id"), "capture", ["run_id"], unique=False)
    op.create_table(
        "fingerprint",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_fingerprint_article_id_article")),
        sa.PrimaryKeyConstraint("article_id", "kind", "value", name=op.f("pk_fingerprint")),
    )
    op.create_index("ix_fingerprint_value", "fingerprint", ["kind", "value"], unique=False)
    op.create_table(
        "listing",
        sa.Column("link_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("is_start", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_listing_channel_id_channel")),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_listing_link_id_link")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_listing")),
    )
    op.create_index(op.f("ix_listing_channel_id"), "listing", ["channel_id"], unique=False)
    op.create_table(
        "sighting",
        sa.Column("link_id", Id, nullable=False),
        sa.Column("listing_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("in_list", sa.Boolean(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_sighting_link_id_link")),
        sa.ForeignKeyConstraint(["listing_id"], ["link.id"], name=op.f("fk_sighting_listing_id_link")),
        sa.PrimaryKeyConstraint("link_id", "listing_id", name=op.f("pk_sighting")),
    )
    op.create_index(op.f("ix_sighting_listing_id"), "sighting", ["listing_id"], unique=False)
    op.create_table(
        "version",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_version_article_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_version_article_id_number")),
    )
    op.create_index(
        "ix_version_current",
        "version",
        ["article_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "reading",
        sa.Column("id", Id, nullable=False),
        sa.Column("version_id", Id, nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("parser", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kicker", sa.Text(), nullable=True),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("byline_raw", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("outlet_id", Id, nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_offset", sa.Integer(), nullable=True),
        sa.Column("published_day", sa.Date(), nullable=True),
        sa.Column("published_precision", sa.String(length=8), nullable=True),
        sa.Column("published_raw", sa.Text(), nullable=True),
        sa.Column("zone_from", sa.String(length=8), nullable=True),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("modified_offset", sa.Integer(), nullable=True),
        sa.Column("region_id", Id, nullable=True),
        sa.Column("breadcrumb", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("related", sa.JSON(), nullable=False),
        sa.Column("access", sa.String(length=16), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=True),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_reading_outlet_id_outlet")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_reading_region_id_region")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_reading_version_id_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("version_id", "parser", name=op.f("uq_reading_version_id_parser")),
    )
    op.create_index(
        "ix_reading_current",
        "reading",
        ["version_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_index(op.f("ix_reading_outlet_id"), "reading", ["outlet_id"], unique=False)
    op.create_index("ix_reading_published", "reading", ["published_at"], unique=False)
    op.create_index(op.f("ix_reading_published_day"), "reading", ["published_day"], unique=False)
    op.create_index(op.f("ix_reading_region_id"), "reading", ["region_id"], unique=False)
    op.create_table(
        "version_capture",
        sa.Column("version_id", Id, nullable=False),
        sa.Column("capture_id", Id, nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_version_capture_capture_id_capture")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_version_capture_version_id_version")),
        sa.PrimaryKeyConstraint("version_id", "capture_id", name=op.f("pk_version_capture")),
    )
    op.create_index(op.f("ix_version_capture_capture_id"), "version_capture", ["capture_id"], unique=False)
    op.create_table(
        "block",
        sa.Column("reading_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name=op.f("fk_block_reading_id_reading")),
        sa.PrimaryKeyConstraint("reading_id", "position", name=op.f("pk_block")),
    )
    op.create_table(
        "credit",
        sa.Column("reading_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("affiliation", sa.Text(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name=op.f("fk_credit_reading_id_reading")),
        sa.PrimaryKeyConstraint("reading_id", "position", name=op.f("pk_credit")),
    )
    op.create_index(op.f("ix_credit_name"), "credit", ["name"], unique=False)
    op.create_table(
        "image",
        sa.Column("reading_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("credit", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name=op.f("fk_image_reading_id_reading")),
        sa.PrimaryKeyConstraint("reading_id", "position", name=op.f("pk_image")),
    )
    if op.get_bind().dialect.name == "sqlite":
        # Contentless: the text stands in block, the tokens need not be kept twice.
        op.execute("CREATE VIRTUAL TABLE search USING fts5 (tokens, content='', tokenize='unicode61')")
    else:
        op.execute(
            "CREATE TABLE search (article_id bigint PRIMARY KEY REFERENCES article (id), tokens tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_tokens ON search USING gin (tokens)")


def downgrade() -> None:
    op.execute("DROP TABLE search")
    op.drop_table("image")
    op.drop_index(op.f("ix_credit_name"), table_name="credit")
    op.drop_table("credit")
    op.drop_table("block")
    op.drop_index(op.f("ix_version_capture_capture_id"), table_name="version_capture")
    op.drop_table("version_capture")
    op.drop_index(op.f("ix_reading_region_id"), table_name="reading")
    op.drop_index(op.f("ix_reading_published_day"), table_name="reading")
    op.drop_index("ix_reading_published", table_name="reading")
    op.drop_index(op.f("ix_reading_outlet_id"), table_name="reading")
    op.drop_index(
        "ix_reading_current",
        table_name="reading",
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.drop_table("reading")
    op.drop_index(
        "ix_version_current",
        table_name="version",
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.drop_table("version")
    op.drop_index(op.f("ix_sighting_listing_id"), table_name="sighting")
    op.drop_table("sighting")
    op.drop_index(op.f("ix_listing_channel_id"), table_name="listing")
    op.drop_table("listing")
    op.drop_index("ix_fingerprint_value", table_name="fingerprint")
    op.drop_table("fingerprint")
    op.drop_index(op.f("ix_capture_run_id"), table_name="capture")
    op.drop_index("ix_capture_payload", table_name="capture")
    op.drop_index(op.f("ix_capture_link_id"), table_name="capture")
    op.drop_table("capture")
    op.drop_index(op.f("ix_article_channel_channel_id"), table_name="article_channel")
    op.drop_table("article_channel")
    op.drop_index(op.f("ix_alias_key"), table_name="alias")
    op.drop_table("alias")
    op.drop_index(op.f("ix_warc_file_portal_id"), table_name="warc_file")
    op.drop_table("warc_file")
    op.drop_index(op.f("ix_run_portal_id"), table_name="run")
    op.drop_table("run")
    op.drop_index("ix_link_next", table_name="link")
    op.drop_table("link")
    op.drop_index(op.f("ix_channel_region_id"), table_name="channel")
    op.drop_table("channel")
    op.drop_index(op.f("ix_article_cluster_id"), table_name="article")
    op.drop_table("article")
    op.drop_index(op.f("ix_schedule_next_due"), table_name="schedule")
    op.drop_table("schedule")
    op.drop_index(op.f("ix_region_parent_id"), table_name="region")
    op.drop_table("region")
    op.drop_table("portal")
    op.drop_table("outlet")
    op.drop_table("cluster")
