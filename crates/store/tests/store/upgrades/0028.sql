-- The demo widget's consent was changed once.
insert into consent_version (widget_id, number, at, texts) values
    ('demo', 1, 1700000050000, '{"en": {"text": "You agree.", "url": null}}'),
    ('demo', 2, 1700000051000, '{"en": {"text": "You agree that we answer.", "url": "https://lumen.example/privacy"}}');
