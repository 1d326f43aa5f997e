-- Letters in the contact's language and by the contact's clock; a promised date; where an account's Sent folder is, and
-- whether its server files what was sent; how it logs in, and for OAuth where the consent is asked for (no token: those
-- are in the keyring); on which computer a letter was queued, and until when it is being sent.

DROP TRIGGER contact_field_time;
ALTER TABLE contact ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN zone TEXT NOT NULL DEFAULT '';

DROP TRIGGER event_field_time;
ALTER TABLE event ADD COLUMN promised_at TEXT;

DROP TRIGGER account_field_time;
ALTER TABLE account ADD COLUMN imap_host TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN imap_port INTEGER NOT NULL DEFAULT 993;
ALTER TABLE account ADD COLUMN imap_security TEXT NOT NULL DEFAULT 'tls';
ALTER TABLE account ADD COLUMN files_sent TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN auth TEXT NOT NULL DEFAULT 'password';
ALTER TABLE account ADD COLUMN authorize_url TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN token_url TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN client_id TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN scope TEXT NOT NULL DEFAULT '';

DROP TRIGGER letter_field_time;
ALTER TABLE letter ADD COLUMN computer TEXT NOT NULL DEFAULT '';
ALTER TABLE letter ADD COLUMN leased_until TEXT;

-- Each field keeps the time of its last change.
CREATE TRIGGER contact_field_time AFTER UPDATE OF
    application_id, name, email, role, language, zone, deleted_at
ON contact BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'contact', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('application_id', OLD.application_id IS NOT NEW.application_id),
        ('name', OLD.name IS NOT NEW.name),
        ('email', OLD.email IS NOT NEW.email),
        ('role', OLD.role IS NOT NEW.role),
        ('language', OLD.language IS NOT NEW.language),
        ('zone', OLD.zone IS NOT NEW.zone),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER event_field_time AFTER UPDATE OF
    application_id, kind, at, ends_at, stage, channel, said, said_by, fit, fit_line, contact_id,
    promised_at, deleted_at
ON event BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'event', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('application_id', OLD.application_id IS NOT NEW.application_id),
        ('kind', OLD.kind IS NOT NEW.kind),
        ('at', OLD.at IS NOT NEW.at),
        ('ends_at', OLD.ends_at IS NOT NEW.ends_at),
        ('stage', OLD.stage IS NOT NEW.stage),
        ('channel', OLD.channel IS NOT NEW.channel),
        ('said', OLD.said IS NOT NEW.said),
        ('said_by', OLD.said_by IS NOT NEW.said_by),
        ('fit', OLD.fit IS NOT NEW.fit),
        ('fit_line', OLD.fit_line IS NOT NEW.fit_line),
        ('contact_id', OLD.contact_id IS NOT NEW.contact_id),
        ('promised_at', OLD.promised_at IS NOT NEW.promised_at),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER account_field_time AFTER UPDATE OF
    address, name, host, port, security, user, imap_host, imap_port, imap_security, files_sent,
    auth, authorize_url, token_url, client_id, scope, deleted_at
ON account BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'account', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('address', OLD.address IS NOT NEW.address),
        ('name', OLD.name IS NOT NEW.name),
        ('host', OLD.host IS NOT NEW.host),
        ('port', OLD.port IS NOT NEW.port),
        ('security', OLD.security IS NOT NEW.security),
        ('user', OLD.user IS NOT NEW.user),
        ('imap_host', OLD.imap_host IS NOT NEW.imap_host),
        ('imap_port', OLD.imap_port IS NOT NEW.imap_port),
        ('imap_security', OLD.imap_security IS NOT NEW.imap_security),
        ('files_sent', OLD.files_sent IS NOT NEW.files_sent),
        ('auth', OLD.auth IS NOT NEW.auth),
        ('authorize_url', OLD.authorize_url IS NOT NEW.authorize_url),
        ('token_url', OLD.token_url IS NOT NEW.token_url),
        ('client_id', OLD.client_id IS NOT NEW.client_id),
        ('scope', OLD.scope IS NOT NEW.scope),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER letter_field_time AFTER UPDATE OF
    application_id, follow_up_id, kind, round, account_id, sender, recipient, subject, message_id, content,
    not_before, state, state_at, attempts, server_words, why, computer, leased_until
ON letter BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'letter', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('application_id', OLD.application_id IS NOT NEW.application_id),
        ('follow_up_id', OLD.follow_up_id IS NOT NEW.follow_up_id),
        ('kind', OLD.kind IS NOT NEW.kind),
        ('round', OLD.round IS NOT NEW.round),
        ('account_id', OLD.account_id IS NOT NEW.account_id),
        ('sender', OLD.sender IS NOT NEW.sender),
        ('recipient', OLD.recipient IS NOT NEW.recipient),
        ('subject', OLD.subject IS NOT NEW.subject),
        ('message_id', OLD.message_id IS NOT NEW.message_id),
        ('content', OLD.content IS NOT NEW.content),
        ('not_before', OLD.not_before IS NOT NEW.not_before),
        ('state', OLD.state IS NOT NEW.state),
        ('state_at', OLD.state_at IS NOT NEW.state_at),
        ('attempts', OLD.attempts IS NOT NEW.attempts),
        ('server_words', OLD.server_words IS NOT NEW.server_words),
        ('why', OLD.why IS NOT NEW.why),
        ('computer', OLD.computer IS NOT NEW.computer),
        ('leased_until', OLD.leased_until IS NOT NEW.leased_until)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;
