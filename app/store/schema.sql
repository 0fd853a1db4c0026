-- schema.sql: the tables of a map file that are the same in every map; a kind's own table is made from the kind.
-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);

-- What the map is: title, time zone, schema version, station, high water of fids, head of the journal.
CREATE TABLE map_setting (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT
);
-- The kind files in force, so that the file explains itself.
CREATE TABLE kind (
  id TEXT NOT NULL PRIMARY KEY,
  text TEXT NOT NULL
);
-- Bytes of documents, written once, named by what refers to them; never in a changeset.
CREATE TABLE blob (
  sha256 TEXT NOT NULL PRIMARY KEY,
  media_type TEXT NOT NULL,
  bytes BLOB NOT NULL
);
-- Keys are declared by yzt-keys.c, when what they refer to is in the map.
CREATE TABLE plan_document (
  fid INTEGER PRIMARY KEY NOT NULL,
  sha256 TEXT,
  media_type TEXT
);
CREATE TABLE plan_section (
  fid INTEGER PRIMARY KEY NOT NULL,
  plan_fid INTEGER NOT NULL,
  position INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  path TEXT NOT NULL,
  heading TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX plan_section_plan ON plan_section (plan_fid, position);
CREATE TABLE person (
  fid INTEGER PRIMARY KEY NOT NULL,
  name TEXT NOT NULL UNIQUE
);
CREATE TABLE duty (
  fid INTEGER PRIMARY KEY NOT NULL,
  person_fid INTEGER NOT NULL,
  post TEXT,
  from_at TEXT,
  until_at TEXT
);
CREATE INDEX duty_person ON duty (person_fid);
CREATE TABLE sign_in (
  fid INTEGER PRIMARY KEY NOT NULL,
  person_fid INTEGER NOT NULL,
  "window" TEXT,
  at TEXT NOT NULL
);
CREATE INDEX sign_in_person ON sign_in (person_fid);

-- The memory of the map. Entries are chained by hash for each station.
CREATE TABLE journal (
  entry INTEGER PRIMARY KEY NOT NULL,
  station INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  at_counter INTEGER NOT NULL,
  author TEXT NOT NULL,
  "window" TEXT NOT NULL,
  label TEXT NOT NULL,
  nature INTEGER NOT NULL,
  incident INTEGER NOT NULL,
  undoes INTEGER NOT NULL,
  by_reference INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  n_rows INTEGER NOT NULL,
  parts_hash TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  UNIQUE (station, seq)
);
CREATE INDEX journal_undoes ON journal (undoes) WHERE undoes > 0;
CREATE INDEX journal_incident ON journal (incident) WHERE incident > 0;
CREATE TABLE journal_part (
  entry INTEGER NOT NULL,
  n INTEGER NOT NULL,
  codec TEXT NOT NULL,
  length INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (entry, n)
);
-- Ranges are at most 512 wide, so that a row's entries are found from its fid alone.
-- The key's columns stand first: quick_check of SQLite 3.40 reports NULLs behind them otherwise.
CREATE TABLE journal_touch (
  entry INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  fid_from INTEGER NOT NULL,
  op INTEGER NOT NULL,
  fid_to INTEGER NOT NULL,
  PRIMARY KEY (entry, tbl, fid_from, op)
) WITHOUT ROWID;
CREATE INDEX journal_touch_fid ON journal_touch (tbl, fid_from);
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
-- Changesets know columns by position only: their names, newline between, for each generation.
CREATE TABLE journal_generation (
  generation INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  columns TEXT NOT NULL,
  PRIMARY KEY (generation, tbl)
) WITHOUT ROWID;
-- What other programmes changed, saved by triggers; a row in act_open says that the change is our own.
CREATE TABLE outside_change (
  n INTEGER PRIMARY KEY NOT NULL,
  tbl TEXT NOT NULL,
  op TEXT NOT NULL,
  fid INTEGER NOT NULL,
  old TEXT,
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);
-- An act asks of each row that it touches whether it waits; maps of older programmes get this when they are opened.
CREATE INDEX outside_change_row ON outside_change (fid, tbl);
CREATE TABLE act_open (
  fid INTEGER PRIMARY KEY NOT NULL
);
