-- 0003.sql: from schema 2 to 3: what the keys of duty and sign_in are looked up by; the keys themselves are yzt-keys.c's
-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE INDEX duty_person ON duty (person_fid);
CREATE INDEX sign_in_person ON sign_in (person_fid);
