-- 0002.sql: from schema 1 to 2: spans of the parts of long entries, and archives of old entries
-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE INDEX journal_touch_range ON journal_touch (tbl, fid_from, fid_to) WHERE fid_to > fid_from;
-- Which rows each part of a long entry is about: so that one row's history unpacks few parts.
CREATE TABLE journal_part_span (
  entry INTEGER NOT NULL,
  n INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  fid_from INTEGER NOT NULL,
  fid_to INTEGER NOT NULL,
  PRIMARY KEY (entry, n, tbl)
) WITHOUT ROWID;
-- Entries that were moved to a sealed file of their own: what is needed to find it and to go on with the chain.
CREATE TABLE journal_archive (
  archive INTEGER NOT NULL,
  station INTEGER NOT NULL,
  first_entry INTEGER NOT NULL,
  last_entry INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  n_entries INTEGER NOT NULL,
  first_at_ms INTEGER NOT NULL,
  last_at_ms INTEGER NOT NULL,
  prev_hash TEXT NOT NULL,
  head_hash TEXT NOT NULL,
  file_name TEXT NOT NULL,
  archived_at TEXT NOT NULL,
  PRIMARY KEY (archive, station)
) WITHOUT ROWID;
INSERT INTO gpkg_extensions VALUES
  ('journal_part_span', NULL, 'yizhangtu_map', 'https://github.com/yizhangtu/yizhangtu', 'read-write'),
  ('journal_archive', NULL, 'yizhangtu_map', 'https://github.com/yizhangtu/yizhangtu', 'read-write');
