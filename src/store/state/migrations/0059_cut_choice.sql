-- Cut points an organisation fixes itself: versions are taken by what was fixed. Those of before were taken with nothing fixed.

alter table cut_versions add column choice jsonb not null
  default '{"cells": {"frequency": null, "monetary": null, "recencyDays": null}, "tiers": {"by": "score", "mid": 0.3, "high": 0.2}, "monetary": null, "frequency": null, "recencyDays": null}';
alter table cut_versions alter column choice drop default;
alter table cut_versions drop constraint cut_versions_as_of_definition_version_value_is_key;
alter table cut_versions add constraint cut_versions_by_choice unique (as_of, definition_version, value_is, choice);
