-- Clients know somebody by another name and a photo.
update operator set public_name = 'Anička' where id = #01;
insert into operator_photo (operator_id, key, bytes) values (#01, 'key-of-the-photo', 'jpeg');
