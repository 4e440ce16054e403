-- Who lives together, as far as keys say: people (never records of one person) who share an address, a phone or an e-mail.
-- A row for each of them; who shares with nobody has none. The id says nothing but "the same".
create table households (
  customer_id uuid primary key,
  household_id uuid not null,
  people int not null check (people > 1),
  since timestamptz not null
);
create index households_by_id on households (household_id);

-- Version of a row's copy in facts.
create sequence household_version;

-- People of whom something that makes households may have changed.
create table household_waiting (
  customer_id uuid primary key,
  since timestamptz not null
);
insert into household_waiting
select k.customer_id, max(k.seen_at) from identity_keys k
where k.kind in ('address', 'phone', 'email') and exists (
  select from identity_keys o where o.key_id = k.key_id and o.kind = k.kind and o.customer_id <> k.customer_id)
group by k.customer_id;
