-- The list that people live in: more of what an application is, tags, an archive, kept postings and files, saved views,
-- interviews that came from a calendar, imports that can be taken back, and a search that also finds parts of words.
-- tags, links: JSON arrays of text. import_id: which import brought it.

DROP VIEW application_words;
DROP TRIGGER application_insert_text;
DROP TRIGGER application_update_text;
DROP TRIGGER application_delete_text;
DROP TRIGGER contact_insert_text;
DROP TRIGGER contact_update_text;
DROP TRIGGER contact_delete_text;
DROP TRIGGER event_insert_text;
DROP TRIGGER event_update_text;
DROP TRIGGER event_delete_text;
DROP TABLE application_text;
DROP TRIGGER event_insert_state;
DROP TRIGGER event_update_state;
DROP TRIGGER event_delete_state;
DROP VIEW application_told;
DROP INDEX application_in_order;

DROP TRIGGER application_field_time;
ALTER TABLE application ADD COLUMN salary TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE application ADD COLUMN links TEXT NOT NULL DEFAULT '[]';
ALTER TABLE application ADD COLUMN archived_at TEXT;
ALTER TABLE application ADD COLUMN import_id TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN source_key TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN left_alone_at TEXT;
-- derived from its events, by triggers alone, as state and latest_at
ALTER TABLE application ADD COLUMN applied_at TEXT;
-- the last column: what stands behind a long text takes longer to read
ALTER TABLE application ADD COLUMN posting TEXT NOT NULL DEFAULT '';

DROP TRIGGER event_field_time;
ALTER TABLE event ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN uid TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN import_id TEXT NOT NULL DEFAULT '';
CREATE INDEX event_by_uid ON event (uid) WHERE uid <> '';
CREATE INDEX event_of_import ON event (import_id) WHERE import_id <> '';

DROP TRIGGER letter_field_time;
ALTER TABLE letter ADD COLUMN body TEXT NOT NULL DEFAULT '';

-- digest: SHA-256 of the content, by which it lies in the profile's folder of files.
CREATE TABLE attachment (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id),
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    deleted_at TEXT,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX attachment_of_application ON attachment (application_id, id);
CREATE INDEX attachment_by_digest ON attachment (digest);

CREATE TABLE saved_view (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    typed TEXT NOT NULL,
    sort TEXT NOT NULL,
    layout TEXT NOT NULL,
    deleted_at TEXT,
    changed_at TEXT NOT NULL
) STRICT;

CREATE TABLE import_run (
    id TEXT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    source TEXT NOT NULL,
    file_name TEXT NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    taken_back_at TEXT,
    changed_at TEXT NOT NULL
) STRICT;

-- What an import wrote over: taking it back puts `before` where `after` still stands. Both as the cell holds them.
CREATE TABLE import_change (
    import_id TEXT NOT NULL REFERENCES import_run (id),
    application_id TEXT NOT NULL REFERENCES application (id),
    field TEXT NOT NULL,
    before ANY,
    after ANY,
    PRIMARY KEY (import_id, application_id, field)
) STRICT, WITHOUT ROWID;

CREATE INDEX application_of_import ON application (import_id) WHERE import_id <> '';
CREATE INDEX application_by_source ON application (source_key) WHERE source_key <> '';
CREATE INDEX application_by_link ON application (link) WHERE link <> '';

-- The orders of the list, and behind them what its filters ask, so that a page is found without reading the rows that
-- lie before it (deleted_at is always NULL here; SQLite reads the row for what is not in the index). First: where
-- nothing has happened yet, then the latest sign of life.
CREATE INDEX application_in_order ON application (
    (latest_at IS NULL) DESC, latest_at DESC, seq DESC, state, archived_at, applied_at, deleted_at
) WHERE deleted_at IS NULL;
CREATE INDEX application_by_company ON application (
    company COLLATE NOCASE, seq DESC, archived_at, deleted_at
) WHERE deleted_at IS NULL;
CREATE INDEX application_by_role ON application (
    (role = ''), role COLLATE NOCASE, seq DESC, archived_at, deleted_at
) WHERE deleted_at IS NULL;
CREATE INDEX application_by_place ON application (
    (place = ''), place COLLATE NOCASE, seq DESC, archived_at, deleted_at
) WHERE deleted_at IS NULL;
CREATE INDEX application_by_stage ON application (
    (
        CASE state WHEN 'saved' THEN 0 WHEN 'applied' THEN 1 WHEN 'reply' THEN 2 WHEN 'screening' THEN 3
            WHEN 'assessment' THEN 4 WHEN 'interview' THEN 5 WHEN 'offer' THEN 6 WHEN 'accepted' THEN 7
            WHEN 'rejected' THEN 8 WHEN 'withdrawn' THEN 9 ELSE 10 END
    ),
    (latest_at IS NULL) DESC, latest_at DESC, seq DESC, state, archived_at, applied_at, deleted_at
) WHERE deleted_at IS NULL;
CREATE INDEX application_by_applied ON application (
    applied_at DESC, seq DESC, archived_at, deleted_at
) WHERE deleted_at IS NULL;
-- What the filters ask of an application that was found in another way.
CREATE INDEX application_facts ON application (
    seq, state, archived_at, latest_at, applied_at, deleted_at
) WHERE deleted_at IS NULL;
CREATE INDEX application_by_tags ON application (tags) WHERE tags <> '[]' AND deleted_at IS NULL;
CREATE INDEX application_by_via ON application (source) WHERE source <> '' AND deleted_at IS NULL;
CREATE INDEX application_with_notes ON application (seq) WHERE notes <> '' AND deleted_at IS NULL;
CREATE INDEX contact_by_role ON contact (role, application_id) WHERE deleted_at IS NULL;

-- State, last sign of life and day of applying, as core.application derives them. A closing event stands unless
-- something was both recorded and dated after it; else the latest moving event since the last close counts, where
-- "applied" yields to any other. "Quiet" stands over an open state until anything is recorded or dated after it.
CREATE VIEW application_told AS
SELECT
    b.id,
    CASE
        WHEN b.base NOT IN ('accepted', 'rejected', 'withdrawn') AND EXISTS (
            SELECT 1 FROM event AS q
            WHERE q.application_id = b.id AND q.deleted_at IS NULL AND q.kind = 'quiet'
                AND NOT EXISTS (
                    SELECT 1 FROM event AS e
                    WHERE e.application_id = b.id AND e.deleted_at IS NULL
                        AND e.kind NOT IN ('note', 'saved', 'quiet') AND (e.at > q.at OR e.id > q.id)
                )
        ) THEN 'quiet'
        ELSE b.base
    END AS state,
    (
        SELECT max(m.at) FROM event AS m
        WHERE m.application_id = b.id AND m.deleted_at IS NULL AND m.kind NOT IN ('note', 'saved', 'quiet')
    ) AS latest_at,
    (
        SELECT min(m.at) FROM event AS m
        WHERE m.application_id = b.id AND m.deleted_at IS NULL AND m.kind = 'applied'
    ) AS applied_at
FROM (
    SELECT
        a.id,
        coalesce(
            (
                SELECT c.kind FROM event AS c
                WHERE c.application_id = a.id AND c.deleted_at IS NULL
                    AND c.kind IN ('accepted', 'rejected', 'withdrawn')
                    AND NOT EXISTS (
                        SELECT 1 FROM event AS e
                        WHERE e.application_id = a.id AND e.deleted_at IS NULL
                            AND e.kind NOT IN ('note', 'saved', 'quiet') AND e.at > c.at AND e.id > c.id
                    )
                ORDER BY c.at DESC, c.id DESC LIMIT 1
            ),
            (
                SELECT m.kind FROM event AS m
                WHERE m.application_id = a.id AND m.deleted_at IS NULL AND m.kind NOT IN ('note', 'saved', 'quiet')
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
        ) AS base
    FROM application AS a
) AS b;

CREATE TRIGGER event_insert_state AFTER INSERT ON event WHEN NEW.kind NOT IN ('note', 'saved') AND NEW.deleted_at IS NULL
BEGIN
    UPDATE application
    SET (state, latest_at, applied_at)
        = (SELECT t.state, t.latest_at, t.applied_at FROM application_told AS t WHERE t.id = NEW.application_id)
    WHERE id = NEW.application_id;
END;

CREATE TRIGGER event_update_state AFTER UPDATE OF id, application_id, kind, at, deleted_at ON event
WHEN (OLD.id, OLD.application_id, OLD.kind, OLD.at, OLD.deleted_at)
    IS NOT (NEW.id, NEW.application_id, NEW.kind, NEW.at, NEW.deleted_at)
BEGIN
    UPDATE application
    SET (state, latest_at, applied_at)
        = (SELECT t.state, t.latest_at, t.applied_at FROM application_told AS t WHERE t.id = application.id)
    WHERE id IN (OLD.application_id, NEW.application_id);
END;

CREATE TRIGGER event_delete_state AFTER DELETE ON event BEGIN
    UPDATE application
    SET (state, latest_at, applied_at)
        = (SELECT t.state, t.latest_at, t.applied_at FROM application_told AS t WHERE t.id = OLD.application_id)
    WHERE id = OLD.application_id;
END;

UPDATE application SET applied_at = (
    SELECT min(e.at) FROM event AS e
    WHERE e.application_id = application.id AND e.deleted_at IS NULL AND e.kind = 'applied'
);

-- What the search looks in; rowid is application.seq. Nothing tombstoned is in it. Only the indexes are kept, the words
-- themselves are in the tables above. application_part holds every three letters in a row of the short fields: parts
-- of words, and words with a typing error, are found there.
CREATE VIRTUAL TABLE application_text USING fts5(
    company, role, place, notes, contacts, feedback, tags, letters, posting,
    content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='1 2 3'
);
CREATE VIRTUAL TABLE application_part USING fts5(
    company, role, place, contacts, tags,
    content='', contentless_delete=1, tokenize='trigram remove_diacritics 1'
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
    ), '') AS feedback,
    coalesce((SELECT group_concat(j.value, char(10)) FROM json_each(a.tags) AS j), '') AS tags,
    coalesce((
        SELECT group_concat(l.subject || char(10) || l.body, char(10)) FROM letter AS l
        WHERE l.application_id = a.id AND l.state <> 'taken back'
    ), '') AS letters,
    a.posting
FROM application AS a
WHERE a.deleted_at IS NULL;

-- Each of these forgets an application's words and learns them anew. Not INSERT OR REPLACE: inside a trigger the
-- outer statement's way with conflicts would win.
CREATE TRIGGER application_insert_text AFTER INSERT ON application WHEN NEW.deleted_at IS NULL BEGIN
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters, posting)
    SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting FROM application_words WHERE id = NEW.id;
    INSERT INTO application_part (rowid, company, role, place, contacts, tags)
    SELECT seq, company, role, place, contacts, tags FROM application_words WHERE id = NEW.id;
END;

CREATE TRIGGER application_update_text AFTER UPDATE OF company, role, place, notes, tags, posting, deleted_at ON application
WHEN (OLD.company, OLD.role, OLD.place, OLD.notes, OLD.tags, OLD.posting, OLD.deleted_at)
    IS NOT (NEW.company, NEW.role, NEW.place, NEW.notes, NEW.tags, NEW.posting, NEW.deleted_at)
BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id = NEW.id);
    DELETE FROM application_part WHERE rowid IN (SELECT seq FROM application WHERE id = NEW.id);
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters, posting)
    SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting FROM application_words WHERE id = NEW.id;
    INSERT INTO application_part (rowid, company, role, place, contacts, tags)
    SELECT seq, company, role, place, contacts, tags FROM application_words WHERE id = NEW.id;
END;

CREATE TRIGGER application_delete_text AFTER DELETE ON application BEGIN
    DELETE FROM application_text WHERE rowid = OLD.seq;
    DELETE FROM application_part WHERE rowid = OLD.seq;
END;

CREATE TRIGGER contact_insert_text AFTER INSERT ON contact WHEN NEW.deleted_at IS NULL BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id = NEW.application_id);
    DELETE FROM application_part WHERE rowid IN (SELECT seq FROM application WHERE id = NEW.application_id);
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters, posting)
    SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting FROM application_words WHERE id = NEW.application_id;
    INSERT INTO application_part (rowid, company, role, place, contacts, tags)
    SELECT seq, company, role, place, contacts, tags FROM application_words WHERE id = NEW.application_id;
END;

CREATE TRIGGER contact_update_text AFTER UPDATE OF application_id, name, email, deleted_at ON contact
WHEN (OLD.application_id, OLD.name, OLD.email, OLD.deleted_at)
    IS NOT (NEW.application_id, NEW.name, NEW.email, NEW.deleted_at)
BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id IN (OLD.application_id, NEW.application_id));
    DELETE FROM application_part WHERE rowid IN (SELECT seq FROM application WHERE id IN (OLD.application_id, NEW.application_id));
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters, posting)
    SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting FROM application_words WHERE id IN (OLD.application_id, NEW.application_id);
    INSERT INTO application_part (rowid, company, role, place, contacts, tags)
    SELECT seq, company, role, place, contacts, tags FROM application_words WHERE id IN (OLD.application_id, NEW.application_id);
END;

CREATE TRIGGER contact_delete_text AFTER DELETE ON contact WHEN OLD.deleted_at IS NULL BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id = OLD.application_id);
    DELETE FROM application_part WHERE rowid IN (SELECT seq FROM application WHERE id = OLD.application_id);
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters, posting)
    SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting FROM application_words WHERE id = OLD.application_id;
    INSERT INTO application_part (rowid, company, role, place, contacts, tags)
    SELECT seq, company, role, place, contacts, tags FROM application_words WHERE id = OLD.application_id;
END;

CREATE TRIGGER event_insert_text AFTER INSERT ON event WHEN NEW.said <> '' AND NEW.deleted_at IS NULL BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id = NEW.application_id);
    DELETE FROM application_part WHERE rowid IN (SELECT seq FROM application WHERE id = NEW.application_id);
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters, posting)
    SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting FROM application_words WHERE id = NEW.application_id;
    INSERT INTO application_part (rowid, company, role, place, contacts, tags)
    SELECT seq, company, role, place, contacts, tags FROM application_words WHERE id = NEW.application_id;
END;

CREATE TRIGGER event_update_text AFTER UPDATE OF application_id, said, deleted_at ON event
WHEN (OLD.said <> '' OR NEW.said <> '') AND (OLD.application_id, OLD.said, OLD.deleted_at)
    IS NOT (NEW.application_id, NEW.said, NEW.deleted_at)
BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id IN (OLD.application_id, NEW.application_id));
    DELETE FROM application_part WHERE rowid IN (SELECT seq FROM application WHERE id IN (OLD.application_id, NEW.application_id));
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters, posting)
    SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting FROM application_words WHERE id IN (OLD.application_id, NEW.application_id);
    INSERT INTO application_part (rowid, company, role, place, contacts, tags)
    SELECT seq, company, role, place, contacts, tags FROM application_words WHERE id IN (OLD.application_id, NEW.application_id);
END;

CREATE TRIGGER event_delete_text AFTER DELETE ON event WHEN OLD.said <> '' AND OLD.deleted_at IS NULL BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id = OLD.application_id);
    DELETE FROM application_part WHERE rowid IN (SELECT seq FROM application WHERE id = OLD.application_id);
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters, posting)
    SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting FROM application_words WHERE id = OLD.application_id;
    INSERT INTO application_part (rowid, company, role, place, contacts, tags)
    SELECT seq, company, role, place, contacts, tags FROM application_words WHERE id = OLD.application_id;
END;

-- A letter's words are frozen when it is queued; only whether it was taken back changes.
CREATE TRIGGER letter_insert_text AFTER INSERT ON letter BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id = NEW.application_id);
    DELETE FROM application_part WHERE rowid IN (SELECT seq FROM application WHERE id = NEW.application_id);
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters, posting)
    SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting FROM application_words WHERE id = NEW.application_id;
    INSERT INTO application_part (rowid, company, role, place, contacts, tags)
    SELECT seq, company, role, place, contacts, tags FROM application_words WHERE id = NEW.application_id;
END;

CREATE TRIGGER letter_update_text AFTER UPDATE OF application_id, state ON letter
WHEN OLD.application_id <> NEW.application_id OR (OLD.state = 'taken back') <> (NEW.state = 'taken back')
BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id IN (OLD.application_id, NEW.application_id));
    DELETE FROM application_part WHERE rowid IN (SELECT seq FROM application WHERE id IN (OLD.application_id, NEW.application_id));
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters, posting)
    SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting FROM application_words WHERE id IN (OLD.application_id, NEW.application_id);
    INSERT INTO application_part (rowid, company, role, place, contacts, tags)
    SELECT seq, company, role, place, contacts, tags FROM application_words WHERE id IN (OLD.application_id, NEW.application_id);
END;

CREATE TRIGGER letter_delete_text AFTER DELETE ON letter BEGIN
    DELETE FROM application_text WHERE rowid IN (SELECT seq FROM application WHERE id = OLD.application_id);
    DELETE FROM application_part WHERE rowid IN (SELECT seq FROM application WHERE id = OLD.application_id);
    INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters, posting)
    SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting FROM application_words WHERE id = OLD.application_id;
    INSERT INTO application_part (rowid, company, role, place, contacts, tags)
    SELECT seq, company, role, place, contacts, tags FROM application_words WHERE id = OLD.application_id;
END;

INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters, posting)
SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting FROM application_words;
INSERT INTO application_part (rowid, company, role, place, contacts, tags)
SELECT seq, company, role, place, contacts, tags FROM application_words;

-- Each field keeps the time of its last change.
CREATE TRIGGER application_field_time AFTER UPDATE OF
    company, role, place, link, notes, salary, source, tags, links, posting, archived_at, import_id, source_key,
    left_alone_at, deleted_at
ON application BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'application', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('company', OLD.company IS NOT NEW.company),
        ('role', OLD.role IS NOT NEW.role),
        ('place', OLD.place IS NOT NEW.place),
        ('link', OLD.link IS NOT NEW.link),
        ('notes', OLD.notes IS NOT NEW.notes),
        ('salary', OLD.salary IS NOT NEW.salary),
        ('source', OLD.source IS NOT NEW.source),
        ('tags', OLD.tags IS NOT NEW.tags),
        ('links', OLD.links IS NOT NEW.links),
        ('posting', OLD.posting IS NOT NEW.posting),
        ('archived_at', OLD.archived_at IS NOT NEW.archived_at),
        ('import_id', OLD.import_id IS NOT NEW.import_id),
        ('source_key', OLD.source_key IS NOT NEW.source_key),
        ('left_alone_at', OLD.left_alone_at IS NOT NEW.left_alone_at),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER event_field_time AFTER UPDATE OF
    application_id, kind, at, ends_at, stage, channel, said, said_by, fit, fit_line, contact_id, promised_at,
    zone, place, uid, sequence, import_id, deleted_at
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
        ('zone', OLD.zone IS NOT NEW.zone),
        ('place', OLD.place IS NOT NEW.place),
        ('uid', OLD.uid IS NOT NEW.uid),
        ('sequence', OLD.sequence IS NOT NEW.sequence),
        ('import_id', OLD.import_id IS NOT NEW.import_id),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER letter_field_time AFTER UPDATE OF
    application_id, follow_up_id, kind, round, account_id, sender, recipient, subject, message_id, content,
    not_before, state, state_at, attempts, server_words, why, computer, leased_until, body
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
        ('leased_until', OLD.leased_until IS NOT NEW.leased_until),
        ('body', OLD.body IS NOT NEW.body)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER attachment_field_time AFTER UPDATE OF
    application_id, name, digest, size, added_at, deleted_at
ON attachment BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'attachment', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('application_id', OLD.application_id IS NOT NEW.application_id),
        ('name', OLD.name IS NOT NEW.name),
        ('digest', OLD.digest IS NOT NEW.digest),
        ('size', OLD.size IS NOT NEW.size),
        ('added_at', OLD.added_at IS NOT NEW.added_at),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER saved_view_field_time AFTER UPDATE OF
    name, typed, sort, layout, deleted_at
ON saved_view BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'saved_view', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('name', OLD.name IS NOT NEW.name),
        ('typed', OLD.typed IS NOT NEW.typed),
        ('sort', OLD.sort IS NOT NEW.sort),
        ('layout', OLD.layout IS NOT NEW.layout),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;
