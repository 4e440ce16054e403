-- The rest of an import's outcome, so that a job cut off after it can say what its import came to. Unknown for earlier ones.
alter table imports add column customers bigint not null default 0;
alter table imports add column orders bigint not null default 0;
