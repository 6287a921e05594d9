-- What filters and sort keys need of a database, as functions: values at a place in a stored body,
-- text in the form in which it compares, and moments. Value for value they agree with the evaluation
-- in memory, and none of them fails.
--
-- Bodies are read as json and not as jsonb: it has numbers as they were written.

-- Text; with `lenient` also the text of a number or boolean.
CREATE FUNCTION scim_text(value json, lenient boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    kind CONSTANT text := json_typeof(value);
BEGIN
    IF kind = 'string' OR lenient AND kind IN ('number', 'boolean') THEN
        RETURN value #>> '{}';
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION scim_boolean(value json) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN json_typeof(value) = 'boolean' THEN (value #>> '{}')::boolean END;
END
$$;

-- A number, so that any two compare as what the program takes them for: a whole number of 64 bits, or
-- one with a fraction in double precision. Of the latter the shortest text that tells it from others
-- orders as itself; large ones are whole, and written out.
CREATE FUNCTION scim_number(value json) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    digits CONSTANT text := value #>> '{}';
    double double precision;
    doublings integer := 0;
    whole numeric;
BEGIN
    IF json_typeof(value) <> 'number' THEN
        RETURN NULL;
    END IF;
    IF digits ~ '^-?[0-9]+$' AND digits::numeric BETWEEN -9223372036854775808 AND 9223372036854775807
    THEN
        RETURN digits::numeric;
    END IF;
    double := digits::double precision;
    IF abs(double) < 9007199254740992 THEN
        RETURN double::text::numeric;
    END IF;
    -- Halving a whole number this large loses nothing, nor does doubling in decimal.
    WHILE abs(double) >= 9007199254740992 LOOP
        double := double / 2;
        doublings := doublings + 1;
    END LOOP;
    whole := double::bigint;
    FOR doubling IN 1..doublings LOOP
        whole := whole * 2;
    END LOOP;
    RETURN whole;
END
$$;

-- Whether there is a value that is not null and not the empty string; of an array or object, whether
-- there is one in it.
CREATE FUNCTION scim_present(value json) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE json_typeof(value)
        WHEN 'string' THEN value #>> '{}' <> ''
        WHEN 'number' THEN TRUE
        WHEN 'boolean' THEN TRUE
        WHEN 'null' THEN FALSE
        ELSE coalesce(jsonb_path_exists(value::jsonb, $path$
            strict $.** ? (@.type() == "number" || @.type() == "boolean"
                || @.type() == "string" && @ != "")
        $path$), FALSE)
    END;
END
$$;

-- The elements of an array, or the single value that is there in its stead, as an array.
CREATE FUNCTION scim_list(value json) RETURNS json
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE json_typeof(value)
        WHEN 'array' THEN value
        WHEN 'null' THEN NULL
        ELSE json_build_array(value)
    END;
END
$$;

-- Lower case, character by character. The database's own is not used beyond ASCII: it differs between
-- versions, and at the end of Greek words. The function is written here with the letters in its text.
DO $generate$
DECLARE
    -- Capital letters beyond ASCII: from, to, step, and how far it is to the small letter. A test holds
    -- the table against the program's own.
    letters CONSTANT integer[] := ARRAY[
        [192, 214, 1, 32], [216, 222, 1, 32], [256, 302, 2, 1], [306, 310, 2, 1], [313, 327, 2, 1],
        [330, 374, 2, 1], [376, 376, 1, -121], [377, 381, 2, 1], [385, 385, 1, 210],
        [386, 388, 2, 1], [390, 390, 1, 206], [391, 391, 1, 1], [393, 394, 1, 205],
        [395, 395, 1, 1], [398, 398, 1, 79], [399, 399, 1, 202], [400, 400, 1, 203],
        [401, 401, 1, 1], [403, 403, 1, 205], [404, 404, 1, 207], [406, 406, 1, 211],
        [407, 407, 1, 209], [408, 408, 1, 1], [412, 412, 1, 211], [413, 413, 1, 213],
        [415, 415, 1, 214], [416, 420, 2, 1], [422, 422, 1, 218], [423, 423, 1, 1],
        [425, 425, 1, 218], [428, 428, 1, 1], [430, 430, 1, 218], [431, 431, 1, 1],
        [433, 434, 1, 217], [435, 437, 2, 1], [439, 439, 1, 219], [440, 440, 1, 1],
        [444, 444, 1, 1], [452, 452, 1, 2], [453, 453, 1, 1], [455, 455, 1, 2], [456, 456, 1, 1],
        [458, 458, 1, 2], [459, 475, 2, 1], [478, 494, 2, 1], [497, 497, 1, 2], [498, 500, 2, 1],
        [502, 502, 1, -97], [503, 503, 1, -56], [504, 542, 2, 1], [544, 544, 1, -130],
        [546, 562, 2, 1], [570, 570, 1, 10795], [571, 571, 1, 1], [573, 573, 1, -163],
        [574, 574, 1, 10792], [577, 577, 1, 1], [579, 579, 1, -195], [580, 580, 1, 69],
        [581, 581, 1, 71], [582, 590, 2, 1], [880, 882, 2, 1], [886, 886, 1, 1],
        [895, 895, 1, 116], [902, 902, 1, 38], [904, 906, 1, 37], [908, 908, 1, 64],
        [910, 911, 1, 63], [913, 929, 1, 32], [931, 939, 1, 32], [975, 975, 1, 8],
        [984, 1006, 2, 1], [1012, 1012, 1, -60], [1015, 1015, 1, 1], [1017, 1017, 1, -7],
        [1018, 1018, 1, 1], [1021, 1023, 1, -130], [1024, 1039, 1, 80], [1040, 1071, 1, 32],
        [1120, 1152, 2, 1], [1162, 1214, 2, 1], [1216, 1216, 1, 15], [1217, 1229, 2, 1],
        [1232, 1326, 2, 1], [1329, 1366, 1, 48], [4256, 4293, 1, 7264], [4295, 4295, 1, 7264],
        [4301, 4301, 1, 7264], [5024, 5103, 1, 38864], [5104, 5109, 1, 8], [7305, 7305, 1, 1],
        [7312, 7354, 1, -3008], [7357, 7359, 1, -3008], [7680, 7828, 2, 1], [7838, 7838, 1, -7615],
        [7840, 7934, 2, 1], [7944, 7951, 1, -8], [7960, 7965, 1, -8], [7976, 7983, 1, -8],
        [7992, 7999, 1, -8], [8008, 8013, 1, -8], [8025, 8031, 2, -8], [8040, 8047, 1, -8],
        [8072, 8079, 1, -8], [8088, 8095, 1, -8], [8104, 8111, 1, -8], [8120, 8121, 1, -8],
        [8122, 8123, 1, -74], [8124, 8124, 1, -9], [8136, 8139, 1, -86], [8140, 8140, 1, -9],
        [8152, 8153, 1, -8], [8154, 8155, 1, -100], [8168, 8169, 1, -8], [8170, 8171, 1, -112],
        [8172, 8172, 1, -7], [8184, 8185, 1, -128], [8186, 8187, 1, -126], [8188, 8188, 1, -9],
        [8486, 8486, 1, -7517], [8490, 8490, 1, -8383], [8491, 8491, 1, -8262],
        [8498, 8498, 1, 28], [8544, 8559, 1, 16], [8579, 8579, 1, 1], [9398, 9423, 1, 26],
        [11264, 11311, 1, 48], [11360, 11360, 1, 1], [11362, 11362, 1, -10743],
        [11363, 11363, 1, -3814], [11364, 11364, 1, -10727], [11367, 11371, 2, 1],
        [11373, 11373, 1, -10780], [11374, 11374, 1, -10749], [11375, 11375, 1, -10783],
        [11376, 11376, 1, -10782], [11378, 11378, 1, 1], [11381, 11381, 1, 1],
        [11390, 11391, 1, -10815], [11392, 11490, 2, 1], [11499, 11501, 2, 1],
        [11506, 11506, 1, 1], [42560, 42604, 2, 1], [42624, 42650, 2, 1], [42786, 42798, 2, 1],
        [42802, 42862, 2, 1], [42873, 42875, 2, 1], [42877, 42877, 1, -35332],
        [42878, 42886, 2, 1], [42891, 42891, 1, 1], [42893, 42893, 1, -42280],
        [42896, 42898, 2, 1], [42902, 42920, 2, 1], [42922, 42922, 1, -42308],
        [42923, 42923, 1, -42319], [42924, 42924, 1, -42315], [42925, 42925, 1, -42305],
        [42926, 42926, 1, -42308], [42928, 42928, 1, -42258], [42929, 42929, 1, -42282],
        [42930, 42930, 1, -42261], [42931, 42931, 1, 928], [42932, 42946, 2, 1],
        [42948, 42948, 1, -48], [42949, 42949, 1, -42307], [42950, 42950, 1, -35384],
        [42951, 42953, 2, 1], [42955, 42955, 1, -42343], [42956, 42970, 2, 1],
        [42972, 42972, 1, -42561], [42997, 42997, 1, 1], [65313, 65338, 1, 32],
        [66560, 66599, 1, 40], [66736, 66771, 1, 40], [66928, 66938, 1, 39], [66940, 66954, 1, 39],
        [66956, 66962, 1, 39], [66964, 66965, 1, 39], [68736, 68786, 1, 64], [68944, 68965, 1, 32],
        [71840, 71871, 1, 32], [93760, 93791, 1, 32], [93856, 93880, 1, 27],
        [125184, 125217, 1, 34]
    ];
    capitals  text;
    firsts    integer[];
    distances integer[];
BEGIN
    SELECT
        string_agg(chr(point), '' ORDER BY point),
        array_agg(DISTINCT letters[i][1]),
        (SELECT array_agg(letters[j][4] ORDER BY j) FROM generate_subscripts(letters, 1) AS j)
    INTO capitals, firsts, distances
    FROM generate_subscripts(letters, 1) AS i,
        generate_series(letters[i][1], letters[i][2], letters[i][3]) AS point;
    EXECUTE format(
        $create$
            CREATE FUNCTION scim_fold(value text) RETURNS text
            LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fold$
            DECLARE
                capital text;
                point   integer;
            BEGIN
                value := lower(value COLLATE "C");
                IF octet_length(value) = char_length(value) THEN
                    RETURN value;
                END IF;
                LOOP
                    capital := substring(value COLLATE "C" FROM %1$L);
                    IF capital IS NULL THEN
                        RETURN value;
                    END IF;
                    point := ascii(capital);
                    value := replace(value, capital, CASE point
                        -- The one letter that becomes two.
                        WHEN 304 THEN 'i' || chr(775)
                        ELSE chr(point + (%3$L::integer[])[width_bucket(point, %2$L::integer[])])
                    END);
                END LOOP;
            END
            $fold$
        $create$,
        '[' || capitals || chr(304) || ']', firsts, distances
    );
END
$generate$;

-- Microseconds since 1970 of a date with a time and an offset. A missing offset means UTC, a missing
-- time midnight. Null for other text, and for what lies beyond the years -9999 and 9999.
CREATE FUNCTION scim_instant(value text) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    rest text COLLATE "C";
    length_of_year integer;
    year integer; month integer; day integer;
    clock text; hour integer; minute integer; second integer; nanosecond integer := 0;
    zone text; shift integer; shifted bigint;
    cycle integer; of_cycle integer; seconds bigint; micros bigint;
BEGIN
    rest := translate(value, '123456789', '000000000');
    -- What is usual PostgreSQL reads by itself, and much faster than a regular expression matches.
    IF left(rest, 19) = '0000-00-00T00:00:00' AND substr(rest, 20) IN ('Z', '.000Z', '.000000Z')
        AND value COLLATE "C" > '1900' AND substr(value, 6, 2) BETWEEN '01' AND '12'
        AND substr(value, 9, 2) BETWEEN '01' AND '28' AND substr(value, 12, 2) < '24'
        AND substr(value, 15, 2) < '60' AND substr(value, 18, 2) < '60'
    THEN
        RETURN extract(epoch FROM value::timestamptz) * 1000000;
    END IF;
    rest := btrim(value, E' \t\n\u000B\f\r\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004'
        '\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000');
    -- In brackets stand the name of a time zone and other things, none of which is looked at.
    IF strpos(rest, '[') > 0 THEN
        IF substr(rest, strpos(rest, '[')) !~ '^(?:\[!?(?:[+-](?:[01][0-9]|2[0-5])(?::?[0-5][0-9])?'
            '|[_.A-Za-z][-_.+0-9A-Za-z]*(?:/[_.A-Za-z][-_.+0-9A-Za-z]*)*)\])?'
            '(?:\[[_a-z][-_0-9a-z]*=[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*\])*$'
        THEN
            RETURN NULL;
        END IF;
        rest := left(rest, strpos(rest, '[') - 1);
    END IF;
    rest := replace(rest, ',', '.');
    IF left(rest, 7) = '-000000'
        OR rest !~ '^(?:[+-][0-9]{6}|[0-9]{4})(?:-[0-9]{2}-[0-9]{2}|[0-9]{4})'
            '(?:[ Tt][0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,9})?)?'
            '|[0-9]{2}(?:[0-9]{2}(?:[.][0-9]{1,9})?)?)?'
            '(?:[Zz]|[+-][0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,9})?)?'
            '|[0-9]{2}(?:[0-9]{2}(?:[.][0-9]{1,9})?)?)?)?)?$'
    THEN
        RETURN NULL;
    END IF;
    length_of_year := CASE WHEN left(rest, 1) IN ('+', '-') THEN 7 ELSE 4 END;
    year := left(rest, length_of_year)::integer;
    rest := substr(rest, length_of_year + 1);
    IF left(rest, 1) = '-' THEN
        rest := overlay(substr(rest, 2) PLACING '' FROM 3 FOR 1);
    END IF;
    month := left(rest, 2)::integer;
    day := substr(rest, 3, 2)::integer;
    clock := substr(rest, 6);
    zone := coalesce(substring(clock FROM '[Zz+-].*'), '');
    clock := replace(left(clock, length(clock) - length(zone)), ':', '');
    nanosecond := rpad(split_part(clock, '.', 2), 9, '0')::integer;
    clock := rpad(split_part(clock, '.', 1), 6, '0');
    hour := left(clock, 2)::integer;
    minute := substr(clock, 3, 2)::integer;
    second := substr(clock, 5, 2)::integer;
    IF abs(year) > 9999 OR month NOT BETWEEN 1 AND 12 OR day < 1
        OR hour > 23 OR minute > 59 OR second > 60 OR day > (CASE
            WHEN month IN (4, 6, 9, 11) THEN 30
            WHEN month <> 2 THEN 31
            WHEN year % 4 = 0 AND (year % 100 <> 0 OR year % 400 = 0) THEN 29
            ELSE 28
        END)
    THEN
        RETURN NULL;
    END IF;
    -- Years that begin with March, counted from a cycle of 400 years before the first.
    cycle := (year - (month < 3)::integer + 12000) / 400;
    of_cycle := (year - (month < 3)::integer + 12000) % 400;
    seconds := (
        cycle * 146097 + of_cycle * 365 + of_cycle / 4 - of_cycle / 100
        + (153 * ((month + 9) % 12) + 2) / 5 + day - 1 - 719468 - 30 * 146097
    )::bigint * 86400 + hour * 3600 + minute * 60 + least(second, 59);
    shifted := seconds;
    IF zone ~ '^[+-]' THEN
        zone := replace(zone, ':', '');
        clock := rpad(substr(split_part(zone, '.', 1), 2), 6, '0');
        IF left(clock, 2) > '25' OR substr(clock, 3, 2) > '59' OR substr(clock, 5, 2) > '59' THEN
            RETURN NULL;
        END IF;
        shift := left(clock, 2)::integer * 3600 + substr(clock, 3, 2)::integer * 60
            + substr(clock, 5, 2)::integer
            + (rpad(split_part(zone, '.', 2), 9, '0') >= '500000000')::integer;
        shifted := seconds - CASE left(zone, 1) WHEN '-' THEN -shift ELSE shift END;
        -- An offset that cannot be applied is passed over.
        IF shift > 93599 OR shifted NOT BETWEEN -377705023201 AND 253402207200 THEN
            shifted := seconds;
        END IF;
    END IF;
    IF shifted NOT BETWEEN -377705023201 AND 253402207200 THEN
        RETURN NULL;
    END IF;
    micros := shifted * 1000000 + nanosecond / 1000;
    -- What is less than a microsecond is cut off towards 1970.
    RETURN micros + (micros < 0 AND nanosecond % 1000 > 0)::integer;
END
$$;
