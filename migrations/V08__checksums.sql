-- A load is known again by a quicker checksum than before.

PRAGMA user_version = 8;

UPDATE data_dictionary SET meaning = 'checksum of everything that was read, to know it again'
 WHERE table_name = 'load' AND column_name = 'fingerprint';
