-- archive.sql: the sealed file that old entries of a map's journal are moved to; filled once, then never written again.
-- SPDX-License-Identifier: GPL-3.0-or-later
-- journal_archive says what had been archived before, archive_seal what is in here and how it ends.
CREATE TABLE journal AS SELECT * FROM map.journal WHERE entry <= :last;
CREATE UNIQUE INDEX journal_entry ON journal (entry);
CREATE UNIQUE INDEX journal_station ON journal (station, seq);
CREATE TABLE journal_part AS SELECT * FROM map.journal_part WHERE entry <= :last ORDER BY entry, n;
CREATE UNIQUE INDEX journal_part_entry ON journal_part (entry, n);
CREATE TABLE journal_touch AS SELECT * FROM map.journal_touch WHERE entry <= :last ORDER BY entry;
CREATE INDEX journal_touch_fid ON journal_touch (tbl, fid_from);
CREATE TABLE journal_part_span AS SELECT * FROM map.journal_part_span WHERE entry <= :last;
CREATE TABLE journal_generation AS SELECT * FROM map.journal_generation;
CREATE TABLE journal_archive AS SELECT * FROM map.journal_archive;
CREATE TABLE map_setting AS SELECT key, value FROM map.map_setting WHERE key IN ('title', 'time_zone', 'schema_version');
CREATE TABLE archive_seal AS
  SELECT (SELECT coalesce(max(archive), 0) + 1 FROM map.journal_archive) AS archive, station,
    min(entry) AS first_entry, max(entry) AS last_entry, min(seq) AS first_seq, max(seq) AS last_seq,
    count(*) AS n_entries, min(at_ms) AS first_at_ms, max(at_ms) AS last_at_ms,
    (SELECT prev_hash FROM journal f WHERE f.station = j.station ORDER BY f.seq LIMIT 1) AS prev_hash,
    (SELECT hash FROM journal l WHERE l.station = j.station ORDER BY l.seq DESC LIMIT 1) AS head_hash
  FROM journal j GROUP BY station;
