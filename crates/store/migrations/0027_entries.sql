-- Which entries operators do not take, as lists of words: what administrators do not let them take, and what they have
-- switched off. What is not named is taken, so that a new entry is.
alter table operator add column entries_barred jsonb not null default '[]';
alter table operator add column entries_off jsonb not null default '[]';
