-- Highlights with several pictures, tags, a link, a pin and an archive; verdicts on cards; one line about the fit; noes
-- whose reel waits; debriefs; the values exercise. pictures, tags: JSON arrays of text. pinned, archived: 0 or 1.

DROP TRIGGER highlight_field_time;
ALTER TABLE highlight ADD COLUMN pictures TEXT NOT NULL DEFAULT '[]';
ALTER TABLE highlight ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE highlight ADD COLUMN link TEXT NOT NULL DEFAULT '';
ALTER TABLE highlight ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE highlight ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
UPDATE highlight SET pictures = json_array(picture) WHERE picture <> '';
ALTER TABLE highlight DROP COLUMN picture;

DROP TRIGGER showing_field_time;
ALTER TABLE showing ADD COLUMN verdict TEXT NOT NULL DEFAULT '';

DROP TRIGGER event_field_time;
ALTER TABLE event ADD COLUMN fit_line TEXT NOT NULL DEFAULT '';

CREATE TABLE held_no (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id),
    event_id TEXT NOT NULL REFERENCES event (id),
    at TEXT NOT NULL,
    deleted_at TEXT,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX held_no_of_application ON held_no (application_id, id);
CREATE INDEX held_no_of_event ON held_no (event_id);
CREATE INDEX held_no_waiting ON held_no (id) WHERE deleted_at IS NULL;

CREATE TABLE debrief (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES application (id),
    begins_at TEXT NOT NULL,
    kindly TEXT NOT NULL,
    beyond TEXT NOT NULL,
    differently TEXT NOT NULL,
    notified_at TEXT,
    closed_at TEXT,
    deleted_at TEXT,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX debrief_of_application ON debrief (application_id, id);
CREATE INDEX debrief_open ON debrief (begins_at, id) WHERE closed_at IS NULL AND deleted_at IS NULL;

CREATE TABLE values_exercise (
    id TEXT NOT NULL PRIMARY KEY,
    begun_at TEXT NOT NULL,
    chosen TEXT NOT NULL,
    why TEXT NOT NULL,
    shown TEXT NOT NULL,
    finished_at TEXT,
    deleted_at TEXT,
    changed_at TEXT NOT NULL
) STRICT;

-- Each field keeps the time of its last change.
CREATE TRIGGER highlight_field_time AFTER UPDATE OF
    text, happened, said_by, detail, pictures, tags, link, pinned, archived, deleted_at
ON highlight BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'highlight', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('text', OLD.text IS NOT NEW.text),
        ('happened', OLD.happened IS NOT NEW.happened),
        ('said_by', OLD.said_by IS NOT NEW.said_by),
        ('detail', OLD.detail IS NOT NEW.detail),
        ('pictures', OLD.pictures IS NOT NEW.pictures),
        ('tags', OLD.tags IS NOT NEW.tags),
        ('link', OLD.link IS NOT NEW.link),
        ('pinned', OLD.pinned IS NOT NEW.pinned),
        ('archived', OLD.archived IS NOT NEW.archived),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER showing_field_time AFTER UPDATE OF
    highlight_id, reel_id, at, verdict
ON showing BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'showing', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('highlight_id', OLD.highlight_id IS NOT NEW.highlight_id),
        ('reel_id', OLD.reel_id IS NOT NEW.reel_id),
        ('at', OLD.at IS NOT NEW.at),
        ('verdict', OLD.verdict IS NOT NEW.verdict)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER event_field_time AFTER UPDATE OF
    application_id, kind, at, ends_at, stage, channel, said, said_by, fit, fit_line, contact_id, deleted_at
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
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER held_no_field_time AFTER UPDATE OF
    application_id, event_id, at, deleted_at
ON held_no BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'held_no', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('application_id', OLD.application_id IS NOT NEW.application_id),
        ('event_id', OLD.event_id IS NOT NEW.event_id),
        ('at', OLD.at IS NOT NEW.at),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER debrief_field_time AFTER UPDATE OF
    application_id, begins_at, kindly, beyond, differently, notified_at, closed_at, deleted_at
ON debrief BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'debrief', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('application_id', OLD.application_id IS NOT NEW.application_id),
        ('begins_at', OLD.begins_at IS NOT NEW.begins_at),
        ('kindly', OLD.kindly IS NOT NEW.kindly),
        ('beyond', OLD.beyond IS NOT NEW.beyond),
        ('differently', OLD.differently IS NOT NEW.differently),
        ('notified_at', OLD.notified_at IS NOT NEW.notified_at),
        ('closed_at', OLD.closed_at IS NOT NEW.closed_at),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;

CREATE TRIGGER values_exercise_field_time AFTER UPDATE OF
    begun_at, chosen, why, shown, finished_at, deleted_at
ON values_exercise BEGIN
    INSERT INTO field_time (table_name, row_id, field, changed_at)
    SELECT 'values_exercise', NEW.id, f.column1, NEW.changed_at FROM (VALUES
        ('begun_at', OLD.begun_at IS NOT NEW.begun_at),
        ('chosen', OLD.chosen IS NOT NEW.chosen),
        ('why', OLD.why IS NOT NEW.why),
        ('shown', OLD.shown IS NOT NEW.shown),
        ('finished_at', OLD.finished_at IS NOT NEW.finished_at),
        ('deleted_at', OLD.deleted_at IS NOT NEW.deleted_at)
    ) AS f WHERE f.column2
    ON CONFLICT (table_name, row_id, field) DO UPDATE SET changed_at = excluded.changed_at;
END;
