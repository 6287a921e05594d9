-- A foreign key is looked up for each row by itself. For a group of 100,000 members that took three
-- quarters of the time, and more than a client waits. Who is a member of what is decided under the
-- lock of the directory, so that nothing is found by it; `provisor doctor` looks for what is.

ALTER TABLE members DROP CONSTRAINT members_directory_group_key_fkey;
ALTER TABLE members DROP CONSTRAINT members_directory_member_key_fkey;
