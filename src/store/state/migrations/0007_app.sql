-- Long work that died with its process is started again a few times, then given up: one column to count by.

alter table jobs add column attempts integer not null default 0;
