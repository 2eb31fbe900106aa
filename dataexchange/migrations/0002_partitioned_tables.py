"""Staged rows in a partition per upload, confirmations in a partition per month of the received day."""

from django.db import migrations

STAGED = """
CREATE TABLE dataexchange_stagedrow (
    upload_id bigint NOT NULL,
    row integer NOT NULL,
    verdict varchar(10) NOT NULL,
    faults jsonb,
    warnings jsonb,
    row_hash uuid,
    content_hash uuid,
    key_hash uuid,
    statement bigint,
    employer bigint,
    worker bigint,
    uscc varchar(18) NOT NULL DEFAULT '',
    org_code varchar(9) NOT NULL DEFAULT '',
    registration_no varchar(32) NOT NULL DEFAULT '',
    taxpayer_no varchar(32) NOT NULL DEFAULT '',
    insurance_unit_no varchar(32) NOT NULL DEFAULT '',
    name varchar(200) NOT NULL DEFAULT '',
    document_kind varchar(16) NOT NULL DEFAULT '',
    number_hash uuid,
    number_cipher bytea,
    number_mask varchar(32) NOT NULL DEFAULT '',
    birth_date date,
    sex varchar(6) NOT NULL DEFAULT '',
    phone_hash uuid,
    phone_cipher bytea,
    phone_mask varchar(20) NOT NULL DEFAULT '',
    month date,
    "values" jsonb
) PARTITION BY LIST (upload_id)
"""

CONFIRMED = """
CREATE TABLE dataexchange_confirmation (
    delivery_id bigint NOT NULL,
    row integer NOT NULL,
    received_on date NOT NULL,
    key_hash uuid,
    row_hash uuid,
    content_hash uuid,
    statement bigint,
    verdict varchar(10) NOT NULL
) PARTITION BY RANGE (received_on);
CREATE INDEX confirmation_delivery ON dataexchange_confirmation USING brin (delivery_id)
"""


class Migration(migrations.Migration):
    dependencies = [("dataexchange", "0001_initial")]

    operations = [
        migrations.RunSQL(STAGED, "DROP TABLE dataexchange_stagedrow"),
        migrations.RunSQL(CONFIRMED, "DROP TABLE dataexchange_confirmation"),
    ]
