-- Folders below DATA/inbox whose files are imported by themselves.
create table watched_folders (
  name text primary key,
  kind text not null,
  -- A saved mapping or one that comes with the product; null: by the headings of each file.
  mapping text,
  -- Which files of the folder, with `*` and `?`.
  pattern text not null,
  live boolean not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  looked_at timestamptz,
  -- Why the folder itself cannot be read, or a file of it not moved.
  problem text
);

create table watched_files (
  file_id uuid primary key,
  folder text not null,
  file_name text not null,
  sha256 text not null,
  bytes bigint not null,
  -- Changed when anybody writes to the file: whether it is still the one that was taken.
  stamp text not null,
  state text not null check (state in ('taken', 'imported', 'repeated', 'failed')),
  upload_id uuid,
  import_id uuid,
  -- What its import is asked to do, kept with the file so that a crash before its job loses nothing.
  mapping jsonb,
  found_at timestamptz not null,
  ended_at timestamptz,
  moved_at timestamptz,
  code text,
  -- What the words of the code are filled with.
  params jsonb
);
-- Files of a folder are imported one after the other: a later one replaces rows of an earlier.
create unique index watched_files_one_taken on watched_files (folder) where state = 'taken';
create index watched_files_by_content on watched_files (folder, sha256);
create index watched_files_by_age on watched_files (folder, found_at desc);

-- What an import found in its file, for its report: headings, filled cells and conversions, counts only.
alter table imports add column profile jsonb;

-- An erasure blanks what a person is known by wherever it was written, names of mappings too: nothing may hold it up.
alter table imports drop constraint imports_mapping_version;
alter table mapping_versions drop constraint mapping_versions_name_fkey;
