-- 50,000 users, every tenth of them inactive, and 1,000 groups of ten each, of which the first has
-- all.
INSERT INTO resources
SELECT 1, (1::bigint << 43 | 1::bigint << 38) + n, 1, (n % 10 > 0)::integer,
    (lpad(to_hex(n), 12, '0') || '70008000000000000000')::uuid, 1,
    1790000000000000 + n, 1790000000000000 + n, 0, 0, 'user' || n, 'ext' || n, 'User ' || n,
    '["user' || n || '@example.com"]',
    '{"userName":"user' || n || '","title":"Engineer","emails":[{"value":"user' || n
        || '@example.com","type":"work"}]}'
FROM generate_series(1, 50000) AS n;

INSERT INTO emails
SELECT 1, 'user' || n || '@example.com', (1::bigint << 43 | 1::bigint << 38) + n
FROM generate_series(1, 50000) AS n;

INSERT INTO search_texts
SELECT 1, (1::bigint << 43 | 1::bigint << 38) + n, 'user' || n FROM generate_series(1, 50000) AS n;

INSERT INTO resources
SELECT 1, (1::bigint << 43 | 2::bigint << 38) + n, 2, 1,
    (lpad(to_hex(n), 12, '0') || '70008000000000000001')::uuid, 1,
    1790000000000000 + n, 1790000000000000 + n, CASE n WHEN 1 THEN 50000 ELSE 10 END, 0,
    'group' || n, NULL, 'Group ' || n, NULL, '{"displayName":"Group ' || n || '"}'
FROM generate_series(1, 1000) AS n;

INSERT INTO members
SELECT 1, (1::bigint << 43 | 2::bigint << 38) + g, (1::bigint << 43 | 1::bigint << 38) + u,
    (lpad(to_hex(u), 12, '0') || '70008000000000000000')::uuid, 0, 'User ' || u
FROM generate_series(1, 1000) AS g,
    generate_series(CASE g WHEN 1 THEN 1 ELSE g END, CASE g WHEN 1 THEN 50000 ELSE g + 9 END) AS u;

INSERT INTO events
SELECT 1, n, 1790000000000000 + n, 'user.created', 1,
    (lpad(to_hex(n), 12, '0') || '70008000000000000000')::uuid,
    '{"request_id":"r","actor":{"type":"operator"},"action":"test"}', '{"after":{}}'
FROM generate_series(1, 50000) AS n;

INSERT INTO event_subjects
SELECT 1, (lpad(to_hex(n), 12, '0') || '70008000000000000000')::uuid, n
FROM generate_series(1, 50000) AS n;

INSERT INTO requests (directory, at, request_id, method, path, status, micros, token, client)
SELECT 1, 1790000000000000 + n, 'r', 'GET', '/Users', 200, 1, 'okta', 'test'
FROM generate_series(1, 5000) AS n;

UPDATE counters SET users = 50000, active_users = 45000, groups = 1000, position = 50000;
