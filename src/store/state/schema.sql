-- The state database after all migrations. Made by `npm run schema:dump`; never edited by hand.

create table account_links (
  link_hash bytea not null,
  user_id uuid not null,
  purpose text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint account_links_pkey PRIMARY KEY (link_hash),
  constraint account_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(user_id) ON DELETE CASCADE,
  constraint account_links_purpose_check CHECK (purpose = ANY (ARRAY['invitation'::text, 'password'::text]))
);
CREATE UNIQUE INDEX account_links_one_open ON public.account_links USING btree (user_id) WHERE (used_at IS NULL);

create table api_keys (
  key_id uuid not null,
  name text not null,
  prefix text not null,
  key_hash bytea not null,
  scope text not null,
  created_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  addresses text[] not null default '{}'::text[],
  expires_at timestamp with time zone,
  replaced_at timestamp with time zone,
  last_used_at timestamp with time zone,
  data_scope jsonb,
  made_by text,
  constraint api_keys_pkey PRIMARY KEY (key_id),
  constraint api_keys_key_hash_key UNIQUE (key_hash),
  constraint api_keys_scope_check CHECK (scope = ANY (ARRAY['track'::text, 'read'::text, 'manage'::text]))
);
CREATE UNIQUE INDEX api_keys_one_current ON public.api_keys USING btree (name) WHERE ((revoked_at IS NULL) AND (replaced_at IS NULL));

create table approvals (
  approval_id uuid not null,
  kind text not null,
  deed text not null,
  target text not null,
  detail jsonb not null,
  people bigint not null,
  requested_by text not null,
  requested_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  decided_by text,
  decided_at timestamp with time zone,
  approved boolean,
  note text,
  used_at timestamp with time zone,
  constraint approvals_pkey PRIMARY KEY (approval_id),
  constraint approvals_check CHECK ((decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (approved IS NULL)),
  constraint approvals_check1 CHECK (decided_by IS NULL OR decided_by <> requested_by),
  constraint approvals_kind_check CHECK (kind = ANY (ARRAY['role'::text, 'audience'::text, 'export'::text, 'erasure'::text, 'keys'::text, 'settings'::text]))
);
CREATE INDEX approvals_by_age ON public.approvals USING btree (requested_at DESC);
CREATE UNIQUE INDEX approvals_one_waiting ON public.approvals USING btree (deed, requested_by) WHERE (decided_at IS NULL);

create table audit_entries (
  audit_id bigint not null default nextval('audit_entries_audit_id_seq'::regclass),
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_id text,
  action text not null,
  target text,
  before jsonb,
  after jsonb,
  reason text,
  address text,
  recorded_at timestamp with time zone not null,
  seal_no bigint,
  hash bytea,
  constraint audit_entries_pkey PRIMARY KEY (audit_id),
  constraint audit_entries_seal_whole CHECK ((seal_no IS NULL) = (hash IS NULL))
);
CREATE INDEX audit_entries_by_actor ON public.audit_entries USING btree (actor_id, audit_id);
CREATE UNIQUE INDEX audit_entries_by_seal ON public.audit_entries USING btree (seal_no) WHERE (seal_no IS NOT NULL);
CREATE INDEX audit_entries_by_target ON public.audit_entries USING btree (target, audit_id);
CREATE INDEX audit_entries_by_time ON public.audit_entries USING btree (at, audit_id);
CREATE INDEX audit_entries_unsealed ON public.audit_entries USING btree (audit_id) WHERE (seal_no IS NULL);

create table backups (
  backup_id uuid not null,
  path text not null,
  made_at timestamp with time zone not null,
  seconds double precision not null,
  bytes bigint not null,
  state_rows bigint not null,
  facts_rows bigint not null,
  outbox_shipped bigint not null,
  scheduled boolean not null default false,
  verified_at timestamp with time zone,
  removed_at timestamp with time zone,
  constraint backups_pkey PRIMARY KEY (backup_id)
);
CREATE INDEX backups_by_age ON public.backups USING btree (made_at DESC);

create table campaign_audience (
  campaign_id uuid not null,
  customer_id uuid not null,
  contact_id uuid,
  cluster_key text not null,
  bucket integer not null,
  hash_order numeric(20,0) not null,
  arm text not null,
  slot_at timestamp with time zone not null,
  would_send boolean,
  skip_reason text,
  decided_at timestamp with time zone,
  constraint campaign_audience_pkey PRIMARY KEY (campaign_id, customer_id),
  constraint campaign_audience_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(campaign_id),
  constraint campaign_audience_arm_check CHECK (arm = ANY (ARRAY['treatment'::text, 'control'::text])),
  constraint campaign_audience_bucket_check CHECK (bucket >= 0 AND bucket <= 9999)
);
CREATE INDEX campaign_audience_customer ON public.campaign_audience USING btree (customer_id, slot_at);
CREATE INDEX campaign_audience_due ON public.campaign_audience USING btree (campaign_id, slot_at, hash_order) WHERE (decided_at IS NULL);

create table campaign_losses (
  campaign_id uuid not null,
  customer_id uuid not null,
  step text not null,
  reason text not null,
  constraint campaign_losses_pkey PRIMARY KEY (campaign_id, customer_id),
  constraint campaign_losses_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(campaign_id)
);

create table campaigns (
  campaign_id uuid not null,
  name text not null,
  title text not null,
  state text not null,
  version integer not null default 1,
  definition jsonb not null,
  segment_snapshot_id uuid,
  salt text not null,
  spent_minor numeric(20,4) not null default 0,
  forecast jsonb,
  approved_by text,
  approved_at timestamp with time zone,
  launched_at timestamp with time zone,
  final_read_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  pause_reason jsonb,
  batch_from timestamp with time zone,
  constraint campaigns_pkey PRIMARY KEY (campaign_id),
  constraint campaigns_name_key UNIQUE (name),
  constraint campaigns_state_check CHECK (state = ANY (ARRAY['draft'::text, 'approved'::text, 'running'::text, 'paused'::text, 'canceled'::text, 'awaiting-read'::text, 'finished'::text]))
);

create table channel_cost_rules (
  version integer not null,
  rules jsonb not null,
  created_at timestamp with time zone not null,
  frontier jsonb,
  constraint channel_cost_rules_pkey PRIMARY KEY (version)
);

create table channel_health (
  channel text not null,
  trouble text,
  reply_code text,
  failures integer not null default 0,
  probes integer not null default 0,
  since timestamp with time zone,
  probe_at timestamp with time zone,
  checked_at timestamp with time zone not null,
  constraint channel_health_pkey PRIMARY KEY (channel),
  constraint channel_health_check CHECK (trouble IS NULL OR since IS NOT NULL AND probe_at IS NOT NULL)
);

create table channel_senders (
  channel text not null,
  owner text not null,
  seen_at timestamp with time zone not null,
  constraint channel_senders_pkey PRIMARY KEY (channel, owner)
);

create table consents (
  consent_no bigint not null default nextval('consents_consent_no_seq'::regclass),
  customer_id uuid not null,
  purpose text not null,
  channel text not null,
  action text not null,
  method text not null,
  wording_version text,
  evidence text,
  at timestamp with time zone not null,
  actor text,
  import_id uuid,
  void_at timestamp with time zone,
  said_id uuid,
  constraint consents_pkey PRIMARY KEY (consent_no),
  constraint consents_action_check CHECK (action = ANY (ARRAY['granted'::text, 'withdrawn'::text]))
);
CREATE INDEX consents_by_import ON public.consents USING btree (import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX consents_by_record ON public.consents USING btree (COALESCE(said_id, customer_id));
CREATE INDEX consents_latest ON public.consents USING btree (customer_id, purpose, channel, at DESC, consent_no DESC);

create table contact_points (
  contact_id uuid not null,
  customer_id uuid not null,
  kind text not null,
  blind_index bytea not null,
  value_cipher bytea not null,
  key_version integer not null,
  status text not null,
  created_at timestamp with time zone not null,
  import_id uuid,
  retired_at timestamp with time zone,
  retired_by_import uuid,
  index_version integer not null default 1,
  source text,
  said_id uuid,
  constraint contact_points_pkey PRIMARY KEY (contact_id),
  constraint contact_points_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(customer_id) ON DELETE CASCADE,
  constraint contact_points_kind_check CHECK (kind = ANY (ARRAY['email'::text, 'phone'::text])),
  constraint contact_points_status_check CHECK (status = ANY (ARRAY['active'::text, 'retired'::text, 'bounced'::text]))
);
CREATE INDEX contact_points_by_customer ON public.contact_points USING btree (customer_id);
CREATE INDEX contact_points_by_import ON public.contact_points USING btree (import_id);
CREATE INDEX contact_points_by_record ON public.contact_points USING btree (COALESCE(said_id, customer_id));
CREATE INDEX contact_points_by_retiring_import ON public.contact_points USING btree (retired_by_import) WHERE (retired_by_import IS NOT NULL);
CREATE INDEX contact_points_by_value ON public.contact_points USING btree (blind_index);
CREATE UNIQUE INDEX contact_points_one_active ON public.contact_points USING btree (COALESCE(said_id, customer_id), kind, blind_index) WHERE (status = 'active'::text);

create table contact_reservations (
  intent_id uuid not null,
  customer_id uuid not null,
  medium text not null,
  reserved_at timestamp with time zone not null,
  released_at timestamp with time zone,
  constraint contact_reservations_pkey PRIMARY KEY (intent_id)
);
CREATE INDEX contact_reservations_window ON public.contact_reservations USING btree (customer_id, medium, reserved_at) WHERE (released_at IS NULL);

create table customer_links (
  raw_id uuid not null,
  customer_id uuid not null,
  source text not null,
  linked_at timestamp with time zone not null,
  constraint customer_links_pkey PRIMARY KEY (raw_id)
);
CREATE INDEX customer_links_by_customer ON public.customer_links USING btree (customer_id);

create table customer_rows (
  customer_id uuid not null,
  source text not null,
  import_id uuid not null,
  version bigint not null,
  fingerprint bytea not null,
  name_cipher bytea,
  key_version integer not null,
  locale text,
  zone text,
  phone_index bytea,
  email_index bytea,
  owner_id uuid,
  store text,
  region text,
  constraint customer_rows_pkey PRIMARY KEY (customer_id, source, import_id)
);
CREATE INDEX customer_rows_by_import ON public.customer_rows USING btree (import_id);

create table customer_staging (
  import_id uuid not null,
  row_number bigint not null,
  customer_id uuid not null,
  external_id_cipher bytea not null,
  external_id_index bytea not null,
  name_cipher bytea,
  key_version integer not null,
  locale text,
  zone text,
  phone_index bytea,
  phone_cipher bytea,
  phone_contact_id uuid,
  email_index bytea,
  email_cipher bytea,
  email_contact_id uuid,
  consents text[] not null,
  consent_at timestamp with time zone,
  fingerprint bytea not null,
  verdict text,
  owner_index bytea,
  store text,
  region text,
  phone_key uuid,
  email_key uuid,
  name_key uuid,
  constraint customer_staging_verdict_check CHECK (verdict = ANY (ARRAY['duplicate'::text, 'conflict'::text, 'erased'::text]))
);
CREATE INDEX customer_staging_by_customer ON public.customer_staging USING btree (import_id, customer_id, row_number);

create table customers (
  customer_id uuid not null,
  id_type text not null,
  external_id_cipher bytea,
  external_id_index bytea,
  name_cipher bytea,
  key_version integer not null default 1,
  locale text,
  zone text,
  created_at timestamp with time zone not null,
  restricted_at timestamp with time zone,
  erased_at timestamp with time zone,
  import_id uuid,
  owner_id uuid,
  store text,
  region text,
  constraint customers_pkey PRIMARY KEY (customer_id),
  constraint customers_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(user_id) ON DELETE SET NULL
);
CREATE INDEX customers_by_age ON public.customers USING btree (created_at DESC, customer_id);
CREATE INDEX customers_by_external_id ON public.customers USING btree (external_id_index);
CREATE INDEX customers_by_import ON public.customers USING btree (import_id);
CREATE INDEX customers_by_owner ON public.customers USING btree (owner_id, created_at DESC, customer_id) WHERE (owner_id IS NOT NULL);
CREATE INDEX customers_by_region ON public.customers USING btree (region, created_at DESC, customer_id) WHERE (region IS NOT NULL);
CREATE INDEX customers_by_store ON public.customers USING btree (store, created_at DESC, customer_id) WHERE (store IS NOT NULL);

create table cut_versions (
  version integer not null generated always as identity,
  as_of timestamp with time zone not null,
  definition_version integer not null,
  value_is text not null,
  cuts jsonb not null,
  created_at timestamp with time zone not null,
  choice jsonb not null,
  constraint cut_versions_pkey PRIMARY KEY (version),
  constraint cut_versions_by_choice UNIQUE (as_of, definition_version, value_is, choice),
  constraint cut_versions_value_is_check CHECK (value_is = ANY (ARRAY['margin'::text, 'sales'::text]))
);

create table delivery_events (
  event_no bigint not null generated always as identity,
  intent_id uuid not null,
  kind text not null,
  at timestamp with time zone not null,
  source text not null,
  detail text,
  constraint delivery_events_pkey PRIMARY KEY (event_no),
  constraint delivery_events_intent_id_kind_at_key UNIQUE (intent_id, kind, at),
  constraint delivery_events_kind_check CHECK (kind = ANY (ARRAY['accepted'::text, 'delivered'::text, 'opened'::text, 'clicked'::text, 'unsubscribed'::text, 'bounced'::text, 'complained'::text, 'failed'::text]))
);

create table erasures (
  erasure_id uuid not null,
  customer_id uuid not null,
  reason text not null,
  requested_by text not null,
  requested_at timestamp with time zone not null,
  state_erased_at timestamp with time zone,
  finished_at timestamp with time zone,
  certificate jsonb,
  constraint erasures_pkey PRIMARY KEY (erasure_id)
);
CREATE INDEX erasures_by_age ON public.erasures USING btree (requested_at DESC, erasure_id);
CREATE UNIQUE INDEX erasures_one_each ON public.erasures USING btree (customer_id);

create table event_quarantine (
  refused_id uuid not null,
  fingerprint bytea not null,
  source text not null,
  message_id text,
  event_type text not null,
  code text not null,
  path text not null,
  received text not null,
  expected text not null,
  payload_cipher bytea not null,
  key_version integer not null,
  received_at timestamp with time zone not null,
  state text not null default 'waiting'::text,
  settled_at timestamp with time zone,
  machine_at timestamp with time zone,
  event_name text not null default ''::text,
  constraint event_quarantine_pkey PRIMARY KEY (refused_id),
  constraint event_quarantine_fingerprint_key UNIQUE (fingerprint),
  constraint event_quarantine_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'replayed'::text]))
);
CREATE INDEX event_quarantine_by_age ON public.event_quarantine USING btree (received_at DESC, refused_id DESC);
CREATE INDEX event_quarantine_by_source ON public.event_quarantine USING btree (source, received_at DESC, refused_id DESC);
CREATE INDEX event_quarantine_waiting ON public.event_quarantine USING btree (code, source, refused_id) WHERE (state = 'waiting'::text);

create table exclusion_rules (
  rule text not null,
  definition jsonb not null,
  updated_at timestamp with time zone not null,
  constraint exclusion_rules_pkey PRIMARY KEY (rule)
);

create table facts_migrations (
  name text not null,
  applied_at timestamp with time zone not null,
  constraint facts_migrations_pkey PRIMARY KEY (name)
);

create table facts_outbox (
  batch_no bigint not null default nextval('facts_outbox_batch_no_seq'::regclass),
  target_table text not null,
  rows jsonb not null,
  created_at timestamp with time zone not null,
  shipped_at timestamp with time zone,
  constraint facts_outbox_pkey PRIMARY KEY (batch_no)
);
CREATE INDEX facts_outbox_shipped ON public.facts_outbox USING btree (shipped_at) WHERE (shipped_at IS NOT NULL);
CREATE INDEX facts_outbox_waiting ON public.facts_outbox USING btree (batch_no) WHERE (shipped_at IS NULL);

create table file_export_rows (
  export_id uuid not null,
  intent_id uuid not null,
  row_no integer not null,
  constraint file_export_rows_pkey PRIMARY KEY (export_id, row_no),
  constraint file_export_rows_intent_id_key UNIQUE (intent_id),
  constraint file_export_rows_export_id_fkey FOREIGN KEY (export_id) REFERENCES file_exports(export_id)
);

create table file_exports (
  export_id uuid not null,
  campaign_id uuid not null,
  people integer not null,
  watermark text not null,
  approved_by text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint file_exports_pkey PRIMARY KEY (export_id),
  constraint file_exports_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(campaign_id)
);

create table hook_counts (
  hook_id uuid not null,
  day date not null,
  outcome text not null,
  n bigint not null,
  constraint hook_counts_pkey PRIMARY KEY (hook_id, day, outcome),
  constraint hook_counts_hook_id_fkey FOREIGN KEY (hook_id) REFERENCES inbound_hooks(hook_id) ON DELETE CASCADE
);

create table hook_deliveries (
  hook_id uuid not null,
  slot smallint not null,
  received_at timestamp with time zone not null,
  delivery_id text not null,
  outcome text not null,
  events integer not null,
  refused integer not null,
  bytes integer not null,
  code text,
  path text,
  constraint hook_deliveries_pkey PRIMARY KEY (hook_id, slot),
  constraint hook_deliveries_hook_id_fkey FOREIGN KEY (hook_id) REFERENCES inbound_hooks(hook_id) ON DELETE CASCADE
);

create table household_waiting (
  customer_id uuid not null,
  since timestamp with time zone not null,
  constraint household_waiting_pkey PRIMARY KEY (customer_id)
);

create table households (
  customer_id uuid not null,
  household_id uuid not null,
  people integer not null,
  since timestamp with time zone not null,
  constraint households_pkey PRIMARY KEY (customer_id),
  constraint households_people_check CHECK (people > 1)
);
CREATE INDEX households_by_id ON public.households USING btree (household_id);

create table idempotency (
  actor_id text not null,
  key text not null,
  route text not null,
  request_hash bytea not null,
  status integer,
  response jsonb,
  created_at timestamp with time zone not null,
  constraint idempotency_pkey PRIMARY KEY (actor_id, key)
);
CREATE INDEX idempotency_by_age ON public.idempotency USING btree (created_at);

create table identity_doubts (
  record_id uuid not null,
  other_id uuid not null,
  key_kind text not null,
  key_id uuid not null,
  why text not null,
  found_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  ignored_at timestamp with time zone,
  constraint identity_doubts_pkey PRIMARY KEY (record_id, other_id, key_kind, key_id),
  constraint identity_doubts_why_check CHECK (why = ANY (ARRAY['conflict'::text, 'no-name'::text, 'other-name'::text]))
);
CREATE INDEX identity_doubts_ignored ON public.identity_doubts USING btree (found_at DESC, record_id) WHERE (ignored_at IS NOT NULL);
CREATE INDEX identity_doubts_open ON public.identity_doubts USING btree (found_at DESC, record_id) WHERE (settled_at IS NULL);

create table identity_keys (
  customer_id uuid not null,
  kind text not null,
  key_id uuid not null,
  trust smallint not null,
  source text not null,
  import_id uuid not null,
  seen_at timestamp with time zone not null,
  constraint identity_keys_pkey PRIMARY KEY (customer_id, kind, key_id, import_id),
  constraint identity_keys_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(customer_id) ON DELETE CASCADE
);
CREATE INDEX identity_keys_by_import ON public.identity_keys USING btree (import_id);
CREATE INDEX identity_keys_by_key ON public.identity_keys USING btree (key_id, kind);

create table identity_ledger (
  entry_no bigint not null generated always as identity,
  raw_id uuid not null,
  from_id uuid not null,
  to_id uuid not null,
  at timestamp with time zone not null,
  constraint identity_ledger_pkey PRIMARY KEY (entry_no)
);
CREATE INDEX identity_ledger_by_raw ON public.identity_ledger USING btree (raw_id, entry_no);

create table identity_links (
  raw_id uuid not null,
  customer_id uuid not null,
  linked_at timestamp with time zone not null,
  constraint identity_links_pkey PRIMARY KEY (raw_id)
);
CREATE INDEX identity_links_by_customer ON public.identity_links USING btree (customer_id);

create table identity_moves (
  raw_id uuid not null,
  since timestamp with time zone not null,
  constraint identity_moves_pkey PRIMARY KEY (raw_id)
);

create table identity_rulings (
  decision_id uuid not null,
  kind text not null,
  left_id uuid not null,
  right_id uuid not null,
  at timestamp with time zone not null,
  decision_no bigint not null generated always as identity,
  actor_id text not null,
  reason text not null,
  undone_at timestamp with time zone,
  undone_by text,
  constraint identity_rulings_pkey PRIMARY KEY (decision_id, left_id, right_id),
  constraint identity_rulings_kind_check CHECK (kind = ANY (ARRAY['same'::text, 'apart'::text]))
);
CREATE INDEX identity_rulings_by_left ON public.identity_rulings USING btree (left_id);
CREATE INDEX identity_rulings_by_right ON public.identity_rulings USING btree (right_id);

create table identity_settings (
  version integer not null,
  kinds jsonb not null,
  reason text not null,
  actor_id text not null,
  created_at timestamp with time zone not null,
  rebuilt_to uuid,
  rebuilt_records integer not null default 0,
  changed_records integer not null default 0,
  rebuilt_at timestamp with time zone,
  constraint identity_settings_pkey PRIMARY KEY (version)
);

create table identity_shared_keys (
  kind text not null,
  key_id uuid not null,
  records integer not null,
  found_at timestamp with time zone not null,
  ignored_at timestamp with time zone,
  enabled_at timestamp with time zone,
  constraint identity_shared_keys_pkey PRIMARY KEY (kind, key_id)
);
CREATE INDEX identity_shared_keys_enabled ON public.identity_shared_keys USING btree (kind, key_id) WHERE (enabled_at IS NOT NULL);
CREATE INDEX identity_shared_keys_open ON public.identity_shared_keys USING btree (records DESC, kind, key_id) WHERE (ignored_at IS NULL);

create table identity_waiting (
  customer_id uuid not null,
  since timestamp with time zone not null,
  constraint identity_waiting_pkey PRIMARY KEY (customer_id)
);

create table imports (
  import_id uuid not null,
  kind text not null,
  source text not null,
  file_name text not null,
  file_sha256 text not null,
  mapping jsonb not null,
  options jsonb not null default '{}'::jsonb,
  state text not null,
  version bigint not null default nextval('imports_version_seq'::regclass),
  rows_read bigint not null default 0,
  rows_stored bigint not null default 0,
  rows_duplicate bigint not null default 0,
  rows_quarantined bigint not null default 0,
  reasons jsonb not null default '[]'::jsonb,
  effects jsonb not null default '[]'::jsonb,
  notes jsonb not null default '[]'::jsonb,
  created_by text,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  undone_at timestamp with time zone,
  customers bigint not null default 0,
  orders bigint not null default 0,
  mapping_name text,
  mapping_version integer,
  profile jsonb,
  constraint imports_pkey PRIMARY KEY (import_id),
  constraint imports_kind_check CHECK (kind = ANY (ARRAY['customers'::text, 'orders'::text, 'products'::text, 'stores'::text, 'channels'::text, 'spend'::text, 'competitors'::text, 'touches'::text, 'cases'::text, 'answers'::text, 'feedback'::text, 'events'::text, 'refunds'::text, 'contacts'::text])),
  constraint imports_mapping_whole CHECK ((mapping_name IS NULL) = (mapping_version IS NULL)),
  constraint imports_state_check CHECK (state = ANY (ARRAY['staging'::text, 'publishing'::text, 'committed'::text, 'failed'::text, 'undone'::text]))
);
CREATE INDEX imports_by_age ON public.imports USING btree (created_at DESC, import_id);
CREATE INDEX imports_by_file ON public.imports USING btree (file_sha256) WHERE (state = 'committed'::text);
CREATE INDEX imports_by_mapping ON public.imports USING btree (mapping_name, version) WHERE (mapping_name IS NOT NULL);
CREATE UNIQUE INDEX imports_one_running ON public.imports USING btree ((true)) WHERE (state = ANY (ARRAY['staging'::text, 'publishing'::text]));

create table inbound_hooks (
  hook_id uuid not null,
  name text not null,
  source text not null,
  path_key text not null,
  signing jsonb not null,
  secret_cipher bytea not null,
  key_version integer not null,
  shop text,
  mapping jsonb,
  live boolean not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  deliveries bigint not null default 0,
  constraint inbound_hooks_pkey PRIMARY KEY (hook_id),
  constraint inbound_hooks_name_key UNIQUE (name),
  constraint inbound_hooks_path_key_key UNIQUE (path_key),
  constraint inbound_hooks_check CHECK (shop IS NOT NULL OR mapping IS NOT NULL)
);

create table incident_notices (
  incident_id uuid not null,
  recipient text not null,
  locale text not null,
  body text not null,
  edited_at timestamp with time zone,
  drafted_at timestamp with time zone not null,
  constraint incident_notices_pkey PRIMARY KEY (incident_id, recipient, locale),
  constraint incident_notices_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id) ON DELETE CASCADE,
  constraint incident_notices_locale_check CHECK (locale = ANY (ARRAY['zh-CN'::text, 'en'::text])),
  constraint incident_notices_recipient_check CHECK (recipient = ANY (ARRAY['authority'::text, 'people'::text]))
);

create table incident_people (
  incident_id uuid not null,
  customer_id uuid not null,
  constraint incident_people_pkey PRIMARY KEY (incident_id, customer_id),
  constraint incident_people_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id) ON DELETE CASCADE
);

create table incident_steps (
  step_no bigint not null generated always as identity,
  incident_id uuid not null,
  step text not null,
  at timestamp with time zone not null,
  done_by text not null,
  detail jsonb not null,
  constraint incident_steps_pkey PRIMARY KEY (step_no),
  constraint incident_steps_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id) ON DELETE CASCADE,
  constraint incident_steps_step_check CHECK (step = ANY (ARRAY['found'::text, 'people'::text, 'sending-stopped'::text, 'notice-drafted'::text, 'authority-told'::text, 'people-told'::text, 'closed'::text]))
);
CREATE INDEX incident_steps_by_incident ON public.incident_steps USING btree (incident_id, step_no);

create table incidents (
  incident_id uuid not null,
  mode text not null,
  finding text not null,
  source jsonb not null,
  found_at timestamp with time zone not null,
  opened_at timestamp with time zone not null,
  people jsonb,
  notice_facts jsonb,
  closed_at timestamp with time zone,
  conclusion text,
  constraint incidents_pkey PRIMARY KEY (incident_id),
  constraint incidents_check CHECK ((closed_at IS NULL) = (conclusion IS NULL)),
  constraint incidents_mode_check CHECK (mode = ANY (ARRAY['drill'::text, 'real'::text]))
);
CREATE INDEX incidents_by_age ON public.incidents USING btree (opened_at DESC, incident_id);

create table intents (
  intent_id uuid not null,
  campaign_id uuid not null,
  step text not null,
  customer_id uuid not null,
  contact_id uuid not null,
  channel text not null,
  state text not null,
  slot_at timestamp with time zone not null,
  not_before timestamp with time zone not null,
  lease_owner text,
  lease_until timestamp with time zone,
  attempts integer not null default 0,
  provider_message_id text,
  error_class text,
  skip_reason text,
  sent_at timestamp with time zone,
  cost_minor numeric(20,4) not null default 0,
  answered_at timestamp with time zone,
  constraint intents_pkey PRIMARY KEY (intent_id),
  constraint intents_campaign_id_step_customer_id_key UNIQUE (campaign_id, step, customer_id),
  constraint intents_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(campaign_id),
  constraint intents_state_check CHECK (state = ANY (ARRAY['queued'::text, 'claimed'::text, 'calling'::text, 'accepted'::text, 'delivered'::text, 'failed'::text, 'unknown'::text, 'canceled'::text, 'skipped'::text]))
);
CREATE INDEX intents_answered ON public.intents USING btree (campaign_id, answered_at) WHERE (answered_at IS NOT NULL);
CREATE INDEX intents_customer ON public.intents USING btree (customer_id, slot_at);
CREATE INDEX intents_leased ON public.intents USING btree (lease_owner) WHERE (state = ANY (ARRAY['claimed'::text, 'calling'::text]));
CREATE INDEX intents_ready ON public.intents USING btree (not_before, intent_id) WHERE (state = 'queued'::text);

create table jobs (
  job_id uuid not null,
  kind text not null,
  state text not null,
  input jsonb not null,
  done bigint not null default 0,
  total bigint,
  label text not null default ''::text,
  result jsonb,
  error jsonb,
  cancel_requested boolean not null default false,
  created_by text,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  heartbeat_at timestamp with time zone,
  attempts integer not null default 0,
  slot_key text,
  constraint jobs_pkey PRIMARY KEY (job_id),
  constraint jobs_state_check CHECK (state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'canceled'::text]))
);
CREATE INDEX jobs_by_age ON public.jobs USING btree (created_at DESC);
CREATE UNIQUE INDEX jobs_once_a_slot ON public.jobs USING btree (slot_key) WHERE (slot_key IS NOT NULL);
CREATE INDEX jobs_unfinished ON public.jobs USING btree (state) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));

create table key_generations (
  generation integer not null,
  check_value text not null,
  made_at timestamp with time zone not null,
  rotation_id uuid,
  finished_at timestamp with time zone,
  data_retired_at timestamp with time zone,
  index_retired_at timestamp with time zone,
  constraint key_generations_pkey PRIMARY KEY (generation),
  constraint key_generations_rotation_id_key UNIQUE (rotation_id)
);

create table knowledge_entries (
  entry_id uuid not null,
  kind text not null,
  title text not null,
  body text not null,
  campaign_id uuid not null,
  tags text[] not null default '{}'::text[],
  document jsonb not null,
  created_at timestamp with time zone not null,
  constraint knowledge_entries_pkey PRIMARY KEY (entry_id),
  constraint knowledge_entries_campaign_id_key UNIQUE (campaign_id),
  constraint knowledge_entries_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(campaign_id),
  constraint knowledge_entries_kind_check CHECK (kind = 'campaign-lesson'::text)
);
CREATE INDEX knowledge_entries_time ON public.knowledge_entries USING btree (created_at DESC, entry_id);

create table limited_roles (
  role text not null,
  constraint limited_roles_pkey PRIMARY KEY (role)
);

create table login_throttle (
  place bytea not null,
  failures integer not null,
  wait_until timestamp with time zone not null,
  last_at timestamp with time zone not null,
  constraint login_throttle_pkey PRIMARY KEY (place)
);
CREATE INDEX login_throttle_by_age ON public.login_throttle USING btree (last_at);

create table mapping_versions (
  name text not null,
  version integer not null,
  mapping jsonb not null,
  saved_by text,
  saved_at timestamp with time zone not null,
  constraint mapping_versions_pkey PRIMARY KEY (name, version),
  constraint mapping_versions_version_check CHECK (version > 0)
);

create table masked_reads (
  day date not null,
  actor_kind text not null,
  actor_id text not null,
  route text not null,
  requests integer not null,
  people bigint not null,
  last_at timestamp with time zone not null,
  constraint masked_reads_pkey PRIMARY KEY (day, actor_kind, actor_id, route)
);

create table opportunities (
  opportunity_id uuid not null,
  review_id uuid,
  as_of timestamp with time zone not null,
  kind text not null,
  document jsonb not null,
  created_at timestamp with time zone not null,
  constraint opportunities_pkey PRIMARY KEY (opportunity_id),
  constraint opportunities_review_id_fkey FOREIGN KEY (review_id) REFERENCES reviews(review_id) ON DELETE CASCADE
);
CREATE INDEX opportunities_by_review ON public.opportunities USING btree (review_id);

create table opportunity_members (
  opportunity_id uuid not null,
  customer_id uuid not null,
  constraint opportunity_members_pkey PRIMARY KEY (opportunity_id, customer_id),
  constraint opportunity_members_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunities(opportunity_id) ON DELETE CASCADE
);

create table product_actions (
  action_id uuid not null,
  sku text not null,
  product_name text not null,
  kind text not null,
  state text not null,
  review_id uuid,
  evidence jsonb not null,
  owner text not null,
  due_on date not null,
  note text not null default ''::text,
  started_on date not null,
  follow_up jsonb,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint product_actions_pkey PRIMARY KEY (action_id),
  constraint product_actions_review_id_fkey FOREIGN KEY (review_id) REFERENCES reviews(review_id) ON DELETE SET NULL,
  constraint product_actions_kind_check CHECK (kind = ANY (ARRAY['secure'::text, 'push'::text, 'fix'::text, 'clear'::text, 'stop'::text])),
  constraint product_actions_state_check CHECK (state = ANY (ARRAY['open'::text, 'done'::text, 'dropped'::text]))
);
CREATE INDEX product_actions_by_due ON public.product_actions USING btree (state, due_on, action_id);
CREATE UNIQUE INDEX product_actions_open ON public.product_actions USING btree (sku, kind) WHERE (state = 'open'::text);

create table pull_rows (
  pull_id uuid not null,
  key_hash bytea not null,
  row_hash bytea not null,
  import_id uuid not null,
  row_number integer not null,
  constraint pull_rows_pkey PRIMARY KEY (pull_id, key_hash),
  constraint pull_rows_pull_id_fkey FOREIGN KEY (pull_id) REFERENCES pulls(pull_id) ON DELETE CASCADE
);
CREATE INDEX pull_rows_import ON public.pull_rows USING btree (import_id);

create table pull_seen (
  pull_id uuid not null,
  key_hash bytea not null,
  constraint pull_seen_pkey PRIMARY KEY (pull_id, key_hash),
  constraint pull_seen_pull_id_fkey FOREIGN KEY (pull_id) REFERENCES pulls(pull_id) ON DELETE CASCADE
);

create table pull_sources (
  source_id uuid not null,
  name text not null,
  kind text not null,
  host text not null,
  port integer not null,
  database text not null,
  login text not null,
  tls text not null,
  authority text,
  password_cipher bytea not null,
  key_version integer not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint pull_sources_pkey PRIMARY KEY (source_id),
  constraint pull_sources_name_key UNIQUE (name),
  constraint pull_sources_kind_check CHECK (kind = ANY (ARRAY['postgresql'::text, 'mysql'::text])),
  constraint pull_sources_tls_check CHECK (tls = ANY (ARRAY['off'::text, 'encrypt'::text, 'verify'::text]))
);

create table pulls (
  pull_id uuid not null,
  name text not null,
  source_id uuid not null,
  table_name text,
  statement text,
  key_column text not null,
  updated_column text,
  overlap_seconds integer not null,
  mapping jsonb not null,
  every_minutes integer,
  rows_per_second integer,
  paused boolean not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  cursor_cipher bytea,
  key_version integer,
  revision integer not null default 1,
  caught_up boolean not null default false,
  rows_read bigint not null default 0,
  rows_taken bigint not null default 0,
  last_row_at timestamp with time zone,
  last_run_at timestamp with time zone,
  last_success_at timestamp with time zone,
  last_code text,
  last_code_params jsonb,
  reconcile_hours integer,
  last_reconciled_at timestamp with time zone,
  rows_missing bigint not null default 0,
  constraint pulls_pkey PRIMARY KEY (pull_id),
  constraint pulls_name_key UNIQUE (name),
  constraint pulls_source_id_fkey FOREIGN KEY (source_id) REFERENCES pull_sources(source_id)
);

create table purges (
  purge_id uuid not null,
  at timestamp with time zone not null,
  report jsonb not null,
  constraint purges_pkey PRIMARY KEY (purge_id)
);
CREATE INDEX purges_by_age ON public.purges USING btree (at DESC, purge_id);

create table quality_rule_sets (
  version integer not null,
  rules jsonb not null,
  created_at timestamp with time zone not null,
  constraint quality_rule_sets_pkey PRIMARY KEY (version)
);

create table quality_runs (
  run_id uuid not null,
  as_of timestamp with time zone not null,
  query_version integer not null,
  rules_version integer not null,
  summary jsonb not null,
  document jsonb not null,
  created_at timestamp with time zone not null,
  constraint quality_runs_pkey PRIMARY KEY (run_id)
);
CREATE INDEX quality_runs_by_time ON public.quality_runs USING btree (created_at DESC);

create table quarantine (
  quarantine_id bigint not null default nextval('quarantine_quarantine_id_seq'::regclass),
  import_id uuid not null,
  row_number bigint not null,
  code text not null,
  column_name text,
  params jsonb not null default '{}'::jsonb,
  payload_cipher bytea not null,
  key_version integer not null,
  created_at timestamp with time zone not null,
  constraint quarantine_pkey PRIMARY KEY (quarantine_id),
  constraint quarantine_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(import_id) ON DELETE CASCADE
);
CREATE INDEX quarantine_by_row ON public.quarantine USING btree (import_id, row_number);
CREATE INDEX quarantine_waiting_refunds ON public.quarantine USING btree (import_id, row_number) WHERE (code = 'refund-order-unknown'::text);

create table recovery_codes (
  user_id uuid not null,
  code_hash bytea not null,
  used_at timestamp with time zone,
  constraint recovery_codes_pkey PRIMARY KEY (user_id, code_hash),
  constraint recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(user_id) ON DELETE CASCADE
);

create table results (
  result_id uuid not null,
  campaign_id uuid not null,
  read text not null,
  computed_at timestamp with time zone not null,
  as_of timestamp with time zone not null,
  outbox_watermark text not null,
  document jsonb not null,
  supersedes uuid,
  constraint results_pkey PRIMARY KEY (result_id),
  constraint results_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(campaign_id),
  constraint results_supersedes_fkey FOREIGN KEY (supersedes) REFERENCES results(result_id),
  constraint results_read_check CHECK (read = ANY (ARRAY['running'::text, 'final'::text, 'corrected'::text]))
);
CREATE INDEX results_campaign ON public.results USING btree (campaign_id, computed_at DESC);
CREATE UNIQUE INDEX results_one_final ON public.results USING btree (campaign_id) WHERE (read = 'final'::text);

create table retrospectives (
  retrospective_id uuid not null,
  campaign_id uuid not null,
  document jsonb not null,
  lessons jsonb not null,
  frozen_at timestamp with time zone,
  updated_at timestamp with time zone not null,
  constraint retrospectives_pkey PRIMARY KEY (retrospective_id),
  constraint retrospectives_campaign_id_key UNIQUE (campaign_id),
  constraint retrospectives_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(campaign_id)
);

create table review_channels (
  review_id uuid not null,
  document jsonb not null,
  created_at timestamp with time zone not null,
  constraint review_channels_pkey PRIMARY KEY (review_id),
  constraint review_channels_review_id_fkey FOREIGN KEY (review_id) REFERENCES reviews(review_id) ON DELETE CASCADE
);

create table review_parts (
  review_id uuid not null,
  part text not null,
  document jsonb not null,
  created_at timestamp with time zone not null,
  constraint review_parts_pkey PRIMARY KEY (review_id, part),
  constraint review_parts_review_id_fkey FOREIGN KEY (review_id) REFERENCES reviews(review_id) ON DELETE CASCADE
);

create table review_products (
  review_id uuid not null,
  version bigint not null,
  document jsonb not null,
  pairs jsonb not null,
  created_at timestamp with time zone not null,
  constraint review_products_pkey PRIMARY KEY (review_id),
  constraint review_products_review_id_fkey FOREIGN KEY (review_id) REFERENCES reviews(review_id) ON DELETE CASCADE
);

create table reviews (
  review_id uuid not null,
  as_of timestamp with time zone not null,
  definition_version integer not null,
  document jsonb not null,
  created_at timestamp with time zone not null,
  constraint reviews_pkey PRIMARY KEY (review_id)
);
CREATE INDEX reviews_by_time ON public.reviews USING btree (created_at DESC);

create table sandbox_messages (
  message_id uuid not null,
  intent_id uuid,
  head_cipher bytea not null,
  raw_cipher bytea not null,
  key_version integer not null,
  received_at timestamp with time zone not null,
  constraint sandbox_messages_pkey PRIMARY KEY (message_id)
);
CREATE INDEX sandbox_messages_time ON public.sandbox_messages USING btree (received_at DESC, message_id);

create table saved_mappings (
  name text not null,
  kind text not null,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  constraint saved_mappings_pkey PRIMARY KEY (name)
);

create table saved_views (
  user_id uuid not null,
  list text not null,
  name text not null,
  query text not null,
  created_at timestamp with time zone not null,
  constraint saved_views_pkey PRIMARY KEY (user_id, list, name),
  constraint saved_views_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(user_id) ON DELETE CASCADE
);

create table schedules (
  name text not null,
  every_seconds double precision not null,
  last_started_at timestamp with time zone,
  last_finished_at timestamp with time zone,
  last_success_at timestamp with time zone,
  next_at timestamp with time zone,
  failures integer not null default 0,
  error_code text,
  constraint schedules_pkey PRIMARY KEY (name)
);

create table segment_snapshot_members (
  snapshot_id uuid not null,
  customer_id uuid not null,
  constraint segment_snapshot_members_pkey PRIMARY KEY (snapshot_id, customer_id),
  constraint segment_snapshot_members_snapshot_id_fkey FOREIGN KEY (snapshot_id) REFERENCES segment_snapshots(snapshot_id) ON DELETE CASCADE
);

create table segment_snapshots (
  snapshot_id uuid not null,
  segment_id uuid not null,
  definition jsonb not null,
  as_of timestamp with time zone not null,
  features_as_of timestamp with time zone not null,
  count bigint not null,
  created_at timestamp with time zone not null,
  seconds double precision not null,
  constraint segment_snapshots_pkey PRIMARY KEY (snapshot_id),
  constraint segment_snapshots_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments(segment_id) ON DELETE CASCADE
);
CREATE INDEX segment_snapshots_by_segment ON public.segment_snapshots USING btree (segment_id, created_at DESC);

create table segments (
  segment_id uuid not null,
  name text not null,
  title text not null,
  definition jsonb not null,
  opportunity_id uuid,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  last_count bigint,
  last_counted_at timestamp with time zone,
  last_count_ms bigint,
  constraint segments_pkey PRIMARY KEY (segment_id),
  constraint segments_name_key UNIQUE (name),
  constraint segments_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES opportunities(opportunity_id) ON DELETE SET NULL
);

create table sessions (
  token_hash bytea not null,
  user_id uuid not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  session_id uuid not null default gen_random_uuid(),
  address text,
  agent text,
  constraint sessions_pkey PRIMARY KEY (token_hash),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(user_id) ON DELETE CASCADE
);
CREATE INDEX sessions_by_expiry ON public.sessions USING btree (expires_at);
CREATE UNIQUE INDEX sessions_by_id ON public.sessions USING btree (session_id);
CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id);

create table settings (
  key text not null,
  value jsonb not null,
  constraint settings_pkey PRIMARY KEY (key)
);

create table state_migrations (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null,
  constraint state_migrations_pkey PRIMARY KEY (name)
);

create table suppressions (
  blind_index bytea not null,
  kind text not null,
  reason text not null,
  at timestamp with time zone not null,
  index_version integer not null default 1,
  constraint suppressions_pkey PRIMARY KEY (blind_index, kind),
  constraint suppressions_kind_check CHECK (kind = ANY (ARRAY['email'::text, 'phone'::text]))
);

create table tracked_orders (
  source text not null,
  order_id text not null,
  customer_id uuid not null,
  occurred_at timestamp with time zone not null,
  ordered_at timestamp with time zone not null,
  status text not null,
  currency text not null,
  channel text not null,
  store text not null,
  coupon_code text not null,
  lines jsonb not null,
  lines_written integer not null,
  revision bigint not null,
  said_id uuid,
  constraint tracked_orders_pkey PRIMARY KEY (source, order_id)
);
CREATE INDEX tracked_orders_by_customer ON public.tracked_orders USING btree (customer_id);
CREATE INDEX tracked_orders_by_said ON public.tracked_orders USING btree (said_id) WHERE (said_id IS NOT NULL);

create table tracked_refunds (
  source text not null,
  refund_id text not null,
  order_id text not null,
  customer_id uuid not null,
  refunded_at timestamp with time zone not null,
  currency text not null,
  amount numeric(18,4),
  lines jsonb not null,
  reason text not null,
  written boolean not null,
  constraint tracked_refunds_pkey PRIMARY KEY (source, refund_id)
);
CREATE INDEX tracked_refunds_by_customer ON public.tracked_refunds USING btree (customer_id);
CREATE INDEX tracked_refunds_by_order ON public.tracked_refunds USING btree (source, order_id);

create table tracking_plan (
  is_only boolean not null default true,
  version integer not null,
  undeclared text not null,
  constraint tracking_plan_pkey PRIMARY KEY (is_only),
  constraint tracking_plan_is_only_check CHECK (is_only),
  constraint tracking_plan_undeclared_check CHECK (undeclared = ANY (ARRAY['count'::text, 'refuse'::text]))
);

create table tracking_plan_events (
  event_name text not null,
  mode text not null,
  description text not null,
  owner text not null,
  properties jsonb not null,
  changed_at timestamp with time zone not null,
  constraint tracking_plan_events_pkey PRIMARY KEY (event_name),
  constraint tracking_plan_events_mode_check CHECK (mode = ANY (ARRAY['count'::text, 'refuse'::text]))
);

create table users (
  user_id uuid not null,
  email_cipher bytea not null,
  key_version integer not null default 1,
  email_index bytea not null,
  password_hash text,
  role text not null,
  locale text not null,
  created_at timestamp with time zone not null,
  deactivated_at timestamp with time zone,
  password_changed_at timestamp with time zone,
  second_factor_cipher bytea,
  second_factor_key_version integer,
  second_factor_at timestamp with time zone,
  second_factor_step bigint,
  data_scope jsonb,
  constraint users_pkey PRIMARY KEY (user_id),
  constraint users_email_index_key UNIQUE (email_index)
);

create table watched_files (
  file_id uuid not null,
  folder text not null,
  file_name text not null,
  sha256 text not null,
  bytes bigint not null,
  stamp text not null,
  state text not null,
  upload_id uuid,
  import_id uuid,
  mapping jsonb,
  found_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  moved_at timestamp with time zone,
  code text,
  params jsonb,
  constraint watched_files_pkey PRIMARY KEY (file_id),
  constraint watched_files_state_check CHECK (state = ANY (ARRAY['taken'::text, 'imported'::text, 'repeated'::text, 'failed'::text]))
);
CREATE INDEX watched_files_by_age ON public.watched_files USING btree (folder, found_at DESC);
CREATE INDEX watched_files_by_content ON public.watched_files USING btree (folder, sha256);
CREATE UNIQUE INDEX watched_files_one_taken ON public.watched_files USING btree (folder) WHERE (state = 'taken'::text);

create table watched_folders (
  name text not null,
  kind text not null,
  mapping text,
  pattern text not null,
  live boolean not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  looked_at timestamp with time zone,
  problem text,
  constraint watched_folders_pkey PRIMARY KEY (name)
);

create view current_consents as
 SELECT DISTINCT ON (customer_id, purpose, channel) customer_id,
    purpose,
    channel,
    action,
    at
   FROM consents
  WHERE void_at IS NULL
  ORDER BY customer_id, purpose, channel, at DESC, consent_no DESC;

create view in_scope.approvals as
 SELECT approval_id,
    kind,
    deed,
    target,
    detail,
    people,
    requested_by,
    requested_at,
    expires_at,
    decided_by,
    decided_at,
    approved,
    note,
    used_at
   FROM approvals t
  WHERE requested_by = current_setting('rekindle.scope_actor'::text, true);

create view in_scope.audit_entries as
 SELECT audit_id,
    at,
    actor_kind,
    actor_id,
    action,
    target,
    before,
    after,
    reason,
    address,
    recorded_at,
    seal_no,
    hash
   FROM audit_entries t
  WHERE actor_id = current_setting('rekindle.scope_actor'::text, true);

create view in_scope.campaign_audience as
 SELECT campaign_id,
    customer_id,
    contact_id,
    cluster_key,
    bucket,
    hash_order,
    arm,
    slot_at,
    would_send,
    skip_reason,
    decided_at
   FROM campaign_audience t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.campaign_losses as
 SELECT campaign_id,
    customer_id,
    step,
    reason
   FROM campaign_losses t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.campaigns as
 SELECT campaign_id,
    name,
    title,
    state,
    version,
    definition,
    segment_snapshot_id,
    salt,
    spent_minor,
    NULL::jsonb AS forecast,
    approved_by,
    approved_at,
    launched_at,
    final_read_at,
    created_at,
    updated_at,
    pause_reason,
    batch_from
   FROM campaigns;

create view in_scope.consents as
 SELECT consent_no,
    customer_id,
    purpose,
    channel,
    action,
    method,
    wording_version,
    evidence,
    at,
    actor,
    import_id,
    void_at,
    said_id
   FROM consents t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.contact_points as
 SELECT contact_id,
    customer_id,
    kind,
    blind_index,
    value_cipher,
    key_version,
    status,
    created_at,
    import_id,
    retired_at,
    retired_by_import,
    index_version,
    source,
    said_id
   FROM contact_points t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.contact_reservations as
 SELECT intent_id,
    customer_id,
    medium,
    reserved_at,
    released_at
   FROM contact_reservations t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.current_consents as
 SELECT customer_id,
    purpose,
    channel,
    action,
    at
   FROM current_consents t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.customer_links as
 SELECT raw_id,
    customer_id,
    source,
    linked_at
   FROM customer_links t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.customer_rows as
 SELECT customer_id,
    source,
    import_id,
    version,
    fingerprint,
    name_cipher,
    key_version,
    locale,
    zone,
    phone_index,
    email_index,
    owner_id,
    store,
    region
   FROM customer_rows t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.customer_staging as
 SELECT import_id,
    row_number,
    customer_id,
    external_id_cipher,
    external_id_index,
    name_cipher,
    key_version,
    locale,
    zone,
    phone_index,
    phone_cipher,
    phone_contact_id,
    email_index,
    email_cipher,
    email_contact_id,
    consents,
    consent_at,
    fingerprint,
    verdict,
    owner_index,
    store,
    region,
    phone_key,
    email_key,
    name_key
   FROM customer_staging t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.customers as
 SELECT customer_id,
    id_type,
    external_id_cipher,
    external_id_index,
    name_cipher,
    key_version,
    locale,
    zone,
    created_at,
    restricted_at,
    erased_at,
    import_id,
    owner_id,
    store,
    region
   FROM customers c
  WHERE owner_id = (( SELECT NULLIF(current_setting('rekindle.scope_owner'::text, true), ''::text)::uuid AS "nullif")) OR (store = ANY ((( SELECT string_to_array(NULLIF(current_setting('rekindle.scope_stores'::text, true), ''::text), ''::text) AS string_to_array))::text[])) OR (region = ANY ((( SELECT string_to_array(NULLIF(current_setting('rekindle.scope_regions'::text, true), ''::text), ''::text) AS string_to_array))::text[]));

create view in_scope.delivery_events as
 SELECT event_no,
    intent_id,
    kind,
    at,
    source,
    detail
   FROM delivery_events t
  WHERE (intent_id IN ( SELECT intents.intent_id
           FROM in_scope.intents));

create view in_scope.erasures as
 SELECT erasure_id,
    customer_id,
    reason,
    requested_by,
    requested_at,
    state_erased_at,
    finished_at,
    certificate
   FROM erasures t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.event_quarantine as
 SELECT refused_id,
    fingerprint,
    source,
    message_id,
    event_type,
    code,
    path,
    received,
    expected,
    payload_cipher,
    key_version,
    received_at,
    state,
    settled_at,
    machine_at,
    event_name
   FROM event_quarantine t
  WHERE false;

create view in_scope.facts_outbox as
 SELECT batch_no,
    target_table,
    rows,
    created_at,
    shipped_at
   FROM facts_outbox t
  WHERE false;

create view in_scope.file_export_rows as
 SELECT export_id,
    intent_id,
    row_no
   FROM file_export_rows t
  WHERE (intent_id IN ( SELECT intents.intent_id
           FROM in_scope.intents));

create view in_scope.file_exports as
 SELECT export_id,
    campaign_id,
    people,
    watermark,
    approved_by,
    created_at,
    expires_at
   FROM file_exports t
  WHERE false;

create view in_scope.household_waiting as
 SELECT customer_id,
    since
   FROM household_waiting t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.households as
 SELECT customer_id,
    household_id,
    people,
    since
   FROM households t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.identity_doubts as
 SELECT record_id,
    other_id,
    key_kind,
    key_id,
    why,
    found_at,
    settled_at,
    ignored_at
   FROM identity_doubts t
  WHERE (record_id IN ( SELECT customers.customer_id
           FROM in_scope.customers)) AND (other_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.identity_keys as
 SELECT customer_id,
    kind,
    key_id,
    trust,
    source,
    import_id,
    seen_at
   FROM identity_keys t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.identity_ledger as
 SELECT entry_no,
    raw_id,
    from_id,
    to_id,
    at
   FROM identity_ledger t
  WHERE (to_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.identity_links as
 SELECT raw_id,
    customer_id,
    linked_at
   FROM identity_links t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.identity_moves as
 SELECT raw_id,
    since
   FROM identity_moves t
  WHERE false;

create view in_scope.identity_rulings as
 SELECT decision_id,
    kind,
    left_id,
    right_id,
    at,
    decision_no,
    actor_id,
    reason,
    undone_at,
    undone_by
   FROM identity_rulings t
  WHERE (left_id IN ( SELECT customers.customer_id
           FROM in_scope.customers)) AND (right_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.identity_settings as
 SELECT version,
    kinds,
    reason,
    actor_id,
    created_at,
    rebuilt_to,
    rebuilt_records,
    changed_records,
    rebuilt_at
   FROM identity_settings t
  WHERE false;

create view in_scope.identity_waiting as
 SELECT customer_id,
    since
   FROM identity_waiting t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.imports as
 SELECT import_id,
    kind,
    source,
    mapping,
    state,
    version,
    file_name,
    0::bigint AS rows_quarantined,
    created_at,
    undone_at
   FROM imports;

create view in_scope.incident_notices as
 SELECT incident_id,
    recipient,
    locale,
    body,
    edited_at,
    drafted_at
   FROM incident_notices t
  WHERE false;

create view in_scope.incident_people as
 SELECT incident_id,
    customer_id
   FROM incident_people t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.incident_steps as
 SELECT step_no,
    incident_id,
    step,
    at,
    done_by,
    detail
   FROM incident_steps t
  WHERE false;

create view in_scope.incidents as
 SELECT incident_id,
    mode,
    finding,
    source,
    found_at,
    opened_at,
    people,
    notice_facts,
    closed_at,
    conclusion
   FROM incidents t
  WHERE false;

create view in_scope.intents as
 SELECT intent_id,
    campaign_id,
    step,
    customer_id,
    contact_id,
    channel,
    state,
    slot_at,
    not_before,
    lease_owner,
    lease_until,
    attempts,
    provider_message_id,
    error_class,
    skip_reason,
    sent_at,
    cost_minor,
    answered_at
   FROM intents t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.jobs as
 SELECT job_id,
    kind,
    state,
    input,
    done,
    total,
    label,
    result,
    error,
    cancel_requested,
    created_by,
    created_at,
    started_at,
    finished_at,
    heartbeat_at,
    attempts,
    slot_key
   FROM jobs t
  WHERE created_by = current_setting('rekindle.scope_actor'::text, true);

create view in_scope.knowledge_entries as
 SELECT entry_id,
    kind,
    title,
    body,
    campaign_id,
    tags,
    document,
    created_at
   FROM knowledge_entries t
  WHERE false;

create view in_scope.mapping_versions as
 SELECT name,
    version,
    mapping,
    saved_by,
    saved_at
   FROM mapping_versions t
  WHERE false;

create view in_scope.opportunities as
 SELECT opportunity_id,
    review_id,
    as_of,
    kind,
    document,
    created_at
   FROM opportunities t
  WHERE false;

create view in_scope.opportunity_members as
 SELECT opportunity_id,
    customer_id
   FROM opportunity_members t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.product_actions as
 SELECT action_id,
    sku,
    product_name,
    kind,
    state,
    review_id,
    evidence,
    owner,
    due_on,
    note,
    started_on,
    follow_up,
    created_at,
    updated_at
   FROM product_actions t
  WHERE false;

create view in_scope.pull_sources as
 SELECT source_id,
    name,
    kind,
    host,
    port,
    database,
    login,
    tls,
    authority,
    password_cipher,
    key_version,
    created_at,
    changed_at
   FROM pull_sources t
  WHERE false;

create view in_scope.pulls as
 SELECT pull_id,
    name,
    source_id,
    table_name,
    statement,
    key_column,
    updated_column,
    overlap_seconds,
    mapping,
    every_minutes,
    rows_per_second,
    paused,
    created_at,
    changed_at,
    cursor_cipher,
    key_version,
    revision,
    caught_up,
    rows_read,
    rows_taken,
    last_row_at,
    last_run_at,
    last_success_at,
    last_code,
    last_code_params,
    reconcile_hours,
    last_reconciled_at,
    rows_missing
   FROM pulls t
  WHERE false;

create view in_scope.purges as
 SELECT purge_id,
    at,
    report
   FROM purges t
  WHERE false;

create view in_scope.quality_rule_sets as
 SELECT version,
    rules,
    created_at
   FROM quality_rule_sets t
  WHERE false;

create view in_scope.quarantine as
 SELECT quarantine_id,
    import_id,
    row_number,
    code,
    column_name,
    params,
    payload_cipher,
    key_version,
    created_at
   FROM quarantine t
  WHERE false;

create view in_scope.results as
 SELECT result_id,
    campaign_id,
    read,
    computed_at,
    as_of,
    outbox_watermark,
    document,
    supersedes
   FROM results t
  WHERE false;

create view in_scope.retrospectives as
 SELECT retrospective_id,
    campaign_id,
    document,
    lessons,
    frozen_at,
    updated_at
   FROM retrospectives t
  WHERE false;

create view in_scope.review_parts as
 SELECT review_id,
    part,
    document,
    created_at
   FROM review_parts t
  WHERE false;

create view in_scope.reviews as
 SELECT review_id,
    as_of,
    definition_version,
    document,
    created_at
   FROM reviews t
  WHERE false;

create view in_scope.sandbox_messages as
 SELECT message_id,
    intent_id,
    head_cipher,
    raw_cipher,
    key_version,
    received_at
   FROM sandbox_messages t
  WHERE (intent_id IN ( SELECT intents.intent_id
           FROM in_scope.intents));

create view in_scope.segment_snapshot_members as
 SELECT snapshot_id,
    customer_id
   FROM segment_snapshot_members t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.segment_snapshots as
 SELECT snapshot_id,
    segment_id,
    definition,
    as_of,
    features_as_of,
    ( SELECT count(*) AS count
           FROM in_scope.segment_snapshot_members m
          WHERE m.snapshot_id = s.snapshot_id) AS count,
    created_at,
    seconds
   FROM segment_snapshots s;

create view in_scope.segments as
 SELECT segment_id,
    name,
    title,
    definition,
    opportunity_id,
    created_at,
    updated_at,
    NULL::bigint AS last_count,
    NULL::timestamp with time zone AS last_counted_at,
    NULL::bigint AS last_count_ms
   FROM segments;

create view in_scope.tracked_orders as
 SELECT source,
    order_id,
    customer_id,
    occurred_at,
    ordered_at,
    status,
    currency,
    channel,
    store,
    coupon_code,
    lines,
    lines_written,
    revision,
    said_id
   FROM tracked_orders t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.tracked_refunds as
 SELECT source,
    refund_id,
    order_id,
    customer_id,
    refunded_at,
    currency,
    amount,
    lines,
    reason,
    written
   FROM tracked_refunds t
  WHERE (customer_id IN ( SELECT customers.customer_id
           FROM in_scope.customers));

create view in_scope.tracking_plan_events as
 SELECT event_name,
    mode,
    description,
    owner,
    properties,
    changed_at
   FROM tracking_plan_events t
  WHERE false;

create view in_scope.watched_files as
 SELECT file_id,
    folder,
    file_name,
    sha256,
    bytes,
    stamp,
    state,
    upload_id,
    import_id,
    mapping,
    found_at,
    ended_at,
    moved_at,
    code,
    params
   FROM watched_files t
  WHERE false;

CREATE OR REPLACE FUNCTION public.audit_entries_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and old.seal_no is null and new.seal_no is not null
    and (to_jsonb(new) - 'seal_no' - 'hash') = (to_jsonb(old) - 'seal_no' - 'hash') then
    return new;
  end if;
  raise exception 'audit entries are only added' using errcode = 'restrict_violation';
end
$function$;

CREATE TRIGGER audit_entries_append_only BEFORE DELETE OR UPDATE ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_entries_append_only();

CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_append_only();
