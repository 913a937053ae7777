-- Somebody who may do more than the role says.
update operator set permissions = '{"export": true}' where id = #02;
