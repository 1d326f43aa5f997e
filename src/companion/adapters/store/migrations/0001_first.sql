-- The first store. One table for each kind of thing, columns named as the fields of its dataclass.
-- Moments are RFC 3339 text in UTC with whole seconds, so that text order is time order.
-- changed_at: when the row was last written with a change. deleted_at: its tombstone.

CREATE TABLE application (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    company TEXT NOT NULL,
    role TEXT NOT NULL,
    place TEXT NOT NULL,
    link TEXT NOT NULL,
    notes TEXT NOT NULL,
    deleted_at TEXT,
    changed_at TEXT NOT NULL,
    -- derived from its events, by triggers alone
    state TEXT NOT NULL DEFAULT 'saved',
    latest_at TEXT
) STRICT;

-- The order of the list: where nothing has happened yet first, then the latest sign of life.
CREATE INDEX application_in_order
    ON application ((latest_at IS NULL) DESC, latest_at DESC, seq DESC) WHERE deleted_at IS NULL;

CREATE TABLE contact (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    deleted_at TEXT,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX contact_of_application ON contact (application_id, id);

CREATE TABLE event (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id),
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    ends_at TEXT,
    stage TEXT NOT NULL,
    channel TEXT NOT NULL,
    said TEXT NOT NULL,
    said_by TEXT NOT NULL,
    fit TEXT NOT NULL,
    contact_id TEXT REFERENCES contact (id),
    deleted_at TEXT,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX event_of_application ON event (application_id, at, id);
CREATE INDEX event_of_contact ON event (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX event_interviews ON event (at, id) WHERE kind = 'interview' AND deleted_at IS NULL;

CREATE TABLE highlight (
    id TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    happened TEXT NOT NULL,
    said_by TEXT NOT NULL,
    detail TEXT NOT NULL,
    picture TEXT NOT NULL,
    deleted_at TEXT,
    changed_at TEXT NOT NULL
) STRICT;

CREATE TABLE showing (
    id TEXT NOT NULL PRIMARY KEY,
    highlight_id TEXT NOT NULL REFERENCES highlight (id),
    reel_id TEXT NOT NULL,
    at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX showing_of_highlight ON showing (highlight_id, at);
CREATE INDEX showing_of_reel ON showing (reel_id);

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    security TEXT NOT NULL,
    user TEXT NOT NULL,
    deleted_at TEXT,
    changed_at TEXT NOT NULL
) STRICT;

CREATE TABLE follow_up (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id),
    kind TEXT NOT NULL,
    round INTEGER NOT NULL,
    cause_id TEXT NOT NULL REFERENCES event (id),
    contact_id TEXT REFERENCES contact (id),
    due_at TEXT NOT NULL,
    best_before TEXT NOT NULL,
    useful_until TEXT NOT NULL,
    closed TEXT NOT NULL,
    notified_at TEXT,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    UNIQUE (application_id, kind, round)
) STRICT;
CREATE INDEX follow_up_of_cause ON follow_up (cause_id);
CREATE INDEX follow_up_of_contact ON follow_up (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX follow_up_open ON follow_up (due_at, id) WHERE closed = '';

CREATE TABLE letter (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id),
    follow_up_id TEXT NOT NULL REFERENCES follow_up (id),
    kind TEXT NOT NULL,
    round INTEGER NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id TEXT NOT NULL,
    content BLOB NOT NULL,
    not_before TEXT NOT NULL,
    state TEXT NOT NULL,
    state_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    server_words TEXT NOT NULL,
    why TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
-- The same letter never stands in the outbox twice, whatever a service forgets to ask.
CREATE UNIQUE INDEX letter_once ON letter (application_id, kind, round) WHERE state <> 'taken back';
CREATE INDEX letter_of_application ON letter (application_id, id);
CREATE INDEX letter_of_follow_up ON letter (follow_up_id);
CREATE INDEX letter_of_account ON letter (account_id);
CREATE INDEX letter_in_state ON letter (state, not_before, id);

-- value: JSON.
CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- When each field was last changed after its row was made: what a merge between two computers will ask.
CREATE TABLE field_time (
    table_name TEXT NOT NULL,
    row_id TEXT NOT NULL,
    field TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (table_name, row_id, field)
) STRICT, WITHOUT ROWID;

-- State and last sign of life, as core.application.state_of derives them: a closing event stands unless something
-- was both recorded and dated after it; else the latest moving event since the last close counts, where "applied"
-- yields to any other.
CREATE VIEW application_told AS
SELECT
    a.id,
    coalesce(
        (
            SELECT c.kind FROM event AS c
            WHERE c.application_id = a.id AND c.deleted_at IS NULL
                AND c.kind IN ('accepted', 'rejected', 'withdrawn')
                AND NOT EXISTS (
                    SELECT 1 FROM event AS e
                    WHERE e.application_id = a.id AND e.deleted_at IS NULL AND e.kind <> 'note'
                        AND e.at > c.at AND e.id > c.id
                )
            ORDER BY c.at DESC, c.id DESC LIMIT 1
        ),
        (
            SELECT m.kind FROM event AS m
            WHERE m.application_id = a.id AND m.deleted_at IS NULL AND m.kind <> 'note'
                AND m.at > coalesce(
                    (
                        SELECT max(c.at) FROM event AS c
                        WHERE c.application_id = a.id AND c.deleted_at IS NULL
                            AND c.kind IN ('accepted', 'rejected', 'withdrawn')
                    ),
                    ''
                )
            ORDER BY m.kind = 'applied', m.at DESC, m.id DESC LIMIT 1
        ),
        'saved'
    ) AS state,
    (
        SELECT m.at FROM event AS m
        WHERE m.application_id = a.id AND m.deleted_at IS NULL AND m.kind <> 'note'
        ORDER BY m.at DESC, m.id DESC LIMIT 1
    ) AS latest_at
FROM application AS a;

CREATE TRIGGER event_insert_state AFTER INSERT ON event WHEN NEW.kind <> 'note' AND NEW.deleted_at IS NULL BEGIN
    UPDATE application
    SET (state, latest_at) = (SELECT t.state, t.latest_at FROM application_told AS t WHERE t.id = NEW.application_id)
    WHERE id = NEW.application_id;
END;

CREATE TRIGGER event_update_state AFTER UPDATE OF id, application_id, kind, at, deleted_at ON event
WHEN (OLD.id, OLD.application_id, OLD.kind, OLD.at, OLD.deleted_at)
    IS NOT (NEW.id, NEW.application_id, NEW.kind, NEW.at, NEW.deleted_at)
BEGIN
    UPDATE application
    SET (state, latest_at) = (SELECT t.state, t.latest_at FROM application_told AS t WHERE t.id = application.id)
    WHERE id IN (OLD.application_id, NEW.application_id);
END;

CREATE TRIGGER event_delete_state AFTER DELETE ON event BEGIN
    UPDATE application
    SET (state, latest_at) = (SELECT t.state, t.latest_at FROM application_told AS t WHERE t.id = OLD.application_id)
    WHERE id = OLD.application_id;
END;

-- What the search looks in; rowid is application.seq. Nothing tombstoned is in it. Only the index is kept, the
-- words themselves are in the tables above.
CREATE VIRTUAL TABLE application_text USING fts5(
    company, role, place, notes, contacts, feedback,
    content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2 3'
);

CREATE VIEW application_words AS
SELECT
    a.seq,
    a.id,
    a.company,
    a.role,
    a.place,
    a.notes,
    coalesce((
        SELECT group_concat(c.name || ' ' || c.email, char(10)) FROM contact AS c
        WHERE c.application_id = a.id AND c.deleted_at IS NULL
    ), '') AS contacts,
    coalesce((
        SELECT group_concat(e.said, char(10)) FROM event AS e
        WHERE e.application_id = a.id AND e.deleted_at IS NULL AND e.said <> ''
    ), '') AS feedback
FROM application AS a
WHERE a.deleted_at IS NULL;

-- Each of these forgets an application's words and learns them anew. Not INSERT OR REPLACE: inside a trigger the
-- outer statement's way with conflicts would win.
CREATE TRIGGER application_insert_text AFTER INSERT ON application WHEN NEW.deleted_at IS NULL BEGIN
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback)
    VALUES (NEW.seq, NEW.company, NEW.role, NEW.place, NEW.notes, '', '');
END;

CREATE TRIGGER application_update_text AFTER UPDATE OF company, role, place, notes, deleted_at ON application
WHEN (OLD.company, OLD.role, OLD.place, OLD.notes, OLD.deleted_at)
    IS NOT (NEW.company, NEW.role, NEW.place, NEW.notes, NEW.deleted_at)
BEGIN
    DELETE FROM application_text WHERE rowid = OLD.seq;
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback)
    SELECT seq, company, role, place, notes, contacts, feedback FROM application_words WHERE id = NEW.id;
END;

CREATE TRIGGER application_delete_text AFTER DELETE ON application BEGIN
    DELETE FROM application_text WHERE rowid = OLD.seq;
END;

CREATE TRIGGER contact_insert_text AFTER INSERT ON contact WHEN NEW.deleted_at IS NULL BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id = NEW.application_id);
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback)
    SELECT seq, company, role, place, notes, contacts, feedback FROM application_words WHERE id = NEW.application_id;
END;

CREATE TRIGGER contact_update_text AFTER UPDATE OF application_id, name, email, deleted_at ON contact
WHEN (OLD.application_id, OLD.name, OLD.email, OLD.deleted_at)
    IS NOT (NEW.application_id, NEW.name, NEW.email, NEW.deleted_at)
BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id IN (OLD.application_id, NEW.application_id));
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback)
    SELECT seq, company, role, place, notes, contacts, feedback FROM application_words WHERE id IN (OLD.application_id, NEW.application_id);
END;

CREATE TRIGGER contact_delete_text AFTER DELETE ON contact WHEN OLD.deleted_at IS NULL BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id = OLD.application_id);
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback)
    SELECT seq, company, role, place, notes, contacts, feedback FROM application_words WHERE id = OLD.application_id;
END;

CREATE TRIGGER event_insert_text AFTER INSERT ON event WHEN NEW.said <> '' AND NEW.deleted_at IS NULL BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id = NEW.application_id);
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback)
    SELECT seq, company, role, place, notes, contacts, feedback FROM application_words WHERE id = NEW.application_id;
END;

CREATE TRIGGER event_update_text AFTER UPDATE OF application_id, said, deleted_at ON event
WHEN (OLD.application_id, OLD.said, OLD.deleted_at)
    IS NOT (NEW.application_id, NEW.said, NEW.deleted_at)
BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id IN (OLD.application_id, NEW.application_id));
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback)
    SELECT seq, company, role, place, notes, contacts, feedback FROM application_words WHERE id IN (OLD.application_id, NEW.application_id);
END;

CREATE TRIGGER event_delete_text AFTER DELETE ON event WHEN OLD.said <> '' AND OLD.deleted_at IS NULL BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id = OLD.application_id);
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback)
    SELECT seq, company, role, place, notes, contacts, feedback FROM application_words WHERE id = OLD.application_id;
END;

-- Each field keeps the time of its last change.
CREATE TRIGGER application_field_time AFTER UPDATE OF
    company, role, place, link, notes, deleted_at
ON application BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'application', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('company', OLD.company IS NOT NEW.company),
        ('role', OLD.role IS NOT NEW.role),
        ('place', OLD.place IS NOT NEW.place),
        ('link', OLD.link IS NOT NEW.link),
        ('notes', OLD.notes IS NOT NEW.notes),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER contact_field_time AFTER UPDATE OF
    application_id, name, email, role, deleted_at
ON contact BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'contact', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('application_id', OLD.application_id IS NOT NEW.application_id),
        ('name', OLD.name IS NOT NEW.name),
        ('email', OLD.email IS NOT NEW.email),
        ('role', OLD.role IS NOT NEW.role),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER event_field_time AFTER UPDATE OF
    application_id, kind, at, ends_at, stage, channel, said, said_by, fit, contact_id, deleted_at
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
        ('contact_id', OLD.contact_id IS NOT NEW.contact_id),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER highlight_field_time AFTER UPDATE OF
    text, happened, said_by, detail, picture, deleted_at
ON highlight BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'highlight', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('text', OLD.text IS NOT NEW.text),
        ('happened', OLD.happened IS NOT NEW.happened),
        ('said_by', OLD.said_by IS NOT NEW.said_by),
        ('detail', OLD.detail IS NOT NEW.detail),
        ('picture', OLD.picture IS NOT NEW.picture),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER showing_field_time AFTER UPDATE OF
    highlight_id, reel_id, at
ON showing BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'showing', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('highlight_id', OLD.highlight_id IS NOT NEW.highlight_id),
        ('reel_id', OLD.reel_id IS NOT NEW.reel_id),
        ('at', OLD.at IS NOT NEW.at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER follow_up_field_time AFTER UPDATE OF
    application_id, kind, round, cause_id, contact_id, due_at, best_before, useful_until, closed,
    notified_at, subject, body
ON follow_up BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'follow_up', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('application_id', OLD.application_id IS NOT NEW.application_id),
        ('kind', OLD.kind IS NOT NEW.kind),
        ('round', OLD.round IS NOT NEW.round),
        ('cause_id', OLD.cause_id IS NOT NEW.cause_id),
        ('contact_id', OLD.contact_id IS NOT NEW.contact_id),
        ('due_at', OLD.due_at IS NOT NEW.due_at),
        ('best_before', OLD.best_before IS NOT NEW.best_before),
        ('useful_until', OLD.useful_until IS NOT NEW.useful_until),
        ('closed', OLD.closed IS NOT NEW.closed),
        ('notified_at', OLD.notified_at IS NOT NEW.notified_at),
        ('subject', OLD.subject IS NOT NEW.subject),
        ('body', OLD.body IS NOT NEW.body)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER letter_field_time AFTER UPDATE OF
    application_id, follow_up_id, kind, round, account_id, sender, recipient, subject, message_id,
    content, not_before, state, state_at, attempts, server_words, why
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
        ('why', OLD.why IS NOT NEW.why)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER account_field_time AFTER UPDATE OF
    address, name, host, port, security, user, deleted_at
ON account BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'account', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('address', OLD.address IS NOT NEW.address),
        ('name', OLD.name IS NOT NEW.name),
        ('host', OLD.host IS NOT NEW.host),
        ('port', OLD.port IS NOT NEW.port),
        ('security', OLD.security IS NOT NEW.security),
        ('user', OLD.user IS NOT NEW.user),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;
