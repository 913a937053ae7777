-- A mail server, a mail that waits, one that was sent.
insert into setting (key, value) values ('mail_server', '{"host": "mail.lumen.example", "port": 587, "security": "starttls", "user": "desk", "sealed_password": "1.sealed", "from_address": "desk@lumen.example", "language": "cs"}');
insert into mail (id, kind, about, to_address, subject, text, created_at, began_at, due_at)
    values (#81, 'offline_request', null, 'desk@lumen.example', 'Request', 'Please call', 1700000000000, 1700000000000, 4000000000000);
insert into mail (id, kind, about, to_address, subject, text, created_at, began_at, attempts, tried_at, sent_at)
    values (#82, 'offline_request', null, 'desk@lumen.example', 'Request', '', 1700000000000, 1700000000000, 1, 1700000001000, 1700000001000);
