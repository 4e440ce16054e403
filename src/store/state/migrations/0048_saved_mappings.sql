-- Mappings people saved under a name. A version is never changed: saving again makes the next one, and every import says
-- which one it read by.
create table saved_mappings (
  name text primary key,
  kind text not null,
  created_at timestamptz not null,
  -- Since when it is chosen for no file any more; imports of before still name it.
  retired_at timestamptz
);

create table mapping_versions (
  name text not null references saved_mappings,
  version integer not null check (version > 0),
  mapping jsonb not null,
  saved_by text,
  saved_at timestamptz not null,
  primary key (name, version)
);

alter table imports add column mapping_name text;
alter table imports add column mapping_version integer;
alter table imports add constraint imports_mapping_version
  foreign key (mapping_name, mapping_version) references mapping_versions (name, version);
alter table imports add constraint imports_mapping_whole
  check ((mapping_name is null) = (mapping_version is null));
create index imports_by_mapping on imports (mapping_name, version) where mapping_name is not null;
