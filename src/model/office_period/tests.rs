use super::*;

fn code(text: &str) -> String {
    read(text).map_or_else(|error| error.to_string(), |period| period.to_string())
}

#[test]
fn the_spellings_of_offices() {
    for (text, expected) in [
        ("2022年", "2022"),
        ("２０２２年", "2022"),
        ("令和5年", "2023"),
        ("令和５年", "2023"),
        ("平成元年", "1989"),
        ("昭和64年1月", "1989-01"),
        ("令和5年4月1日", "2023-04-01"),
        ("平成30年～令和2年", "2018/2020"),
        ("民國112年", "2023"),
        ("中華民國 112 年 5 月", "2023-05"),
        ("民国112年第1季", "2023-Q1"),
        ("พ.ศ. 2564", "2021"),
        ("2022 年", "2022"),
        ("2024年上半年", "2024-H1"),
        ("2024下半年", "2024-H2"),
        ("2024年一季度", "2024-Q1"),
        ("2024年第4季度", "2024-Q4"),
        ("2024 一季度", "2024-Q1"),
        ("2024年前三季度", "2024-01/2024-09"),
        ("2024年一至三季度", "2024-01/2024-09"),
        ("2024年1-6月", "2024-H1"),
        ("2024年1—9月", "2024-01/2024-09"),
        ("2024年1月-6月", "2024-H1"),
        ("2024年1至2月", "2024-01/2024-02"),
        ("2024年1月", "2024-01"),
        ("2024年12月份", "2024-12"),
        ("2024年十一月", "2024-11"),
        ("2023年末", "2023-12-31"),
        ("2023年底", "2023-12-31"),
        ("2023年6月末", "2023-06-30"),
        ("2023年1月5日", "2023-01-05"),
        ("2023/1/5", "2023-01-05"),
        ("2023/05", "2023-05"),
        ("2023-5", "2023-05"),
        ("2023 5", "2023-05"),
        ("Q1 2023", "2023-Q1"),
        ("1Q 2023", "2023-Q1"),
        ("1Q23", "2023-Q1"),
        ("2023 Q1", "2023-Q1"),
        ("Q1/2023", "2023-Q1"),
        ("Quarter 1 2023", "2023-Q1"),
        ("1st quarter 2023", "2023-Q1"),
        ("2023年第1四半期", "2023-Q1"),
        ("H1 2023", "2023-H1"),
        ("Jan-23", "2023-01"),
        ("Sept. 2023", "2023-09"),
        ("january 2023", "2023-01"),
        ("2023 Dec", "2023-12"),
        ("Jan-98", "1998-01"),
        ("Mar-23", "2023-03"),
        ("2023 M5", "2023-05"),
        ("Jan-Jun 2023", "2023-H1"),
        ("5 Jan 2023", "2023-01-05"),
        ("01/2023", "2023-01"),
        ("2023.1.5", "2023-01-05"),
        ("2023-Q01", "2023-Q1"),
        ("2023-January", "2023-01"),
        ("2023年-二季度", "2023-Q2"),
        ("2023-annual", "2023"),
        ("2023 HALF1", "2023-H1"),
        ("31.12.2022", "2022-12-31"),
        ("12/31/2022", "2022-12-31"),
        ("5/5/2022", "2022-05-05"),
        ("2005-2007", "2005/2007"),
        ("2005年-2007年", "2005/2007"),
        ("Mrz 2023", "2023-03"),
        ("Mär-23", "2023-03"),
        ("fév 2023", "2023-02"),
        ("févr. 2023", "2023-02"),
        ("janv. 2023", "2023-01"),
        ("août 2023", "2023-08"),
        ("gen-23", "2023-01"),
        ("mag-23", "2023-05"),
        ("Setiembre 2023", "2023-09"),
        ("enero de 2023", "2023-01"),
        ("5 de enero de 2023", "2023-01-05"),
        ("1er janvier 2023", "2023-01-01"),
        ("5. Jänner 2023", "2023-01-05"),
        ("março 2023", "2023-03"),
        ("out/2023", "2023-10"),
        ("mrt. 2023", "2023-03"),
        ("2023-oktober", "2023-10"),
        ("enero-marzo 2023", "2023-Q1"),
        ("06-Jan-23", "2023-01-06"),
        ("1º trimestre 2023", "2023-Q1"),
        ("3er trimestre 2023", "2023-Q3"),
        ("II trimestre 2023", "2023-Q2"),
        ("4. Quartal 2023", "2023-Q4"),
        ("4e kwartaal 2023", "2023-Q4"),
        ("2023 kvartal 1", "2023-Q1"),
        ("2023K4", "2023-Q4"),
        ("1er semestre 2023", "2023-H1"),
        ("2. Halbjahr 2023", "2023-H2"),
        ("2021 г.", "2021"),
        ("2021JJ00", "2021"),
        ("2021MM11", "2021-11"),
        ("2021년", "2021"),
        ("2021년 3월", "2021-03"),
        ("2021년 1/4분기", "2021-Q1"),
        ("2021. 1/4", "2021-01-04"),
        ("2023-T1", "2023-01/2023-04"),
    ] {
        assert_eq!(code(text), expected, "{text}");
    }
    for text in [
        "202301",
        "2023.1",
        "2023.10",
        "20231",
        "2023-13",
        "2023年13月",
        "23",
        "May",
        "Q1",
        "2023 apples",
        "2023年6-1月",
        "Q5 2023",
        "1.5",
        "1/2/2023",
        "2023-",
        "2023年-",
        "31.13.2022",
        "30.2.2022",
        "1.2.2023",
        "1.2023",
        "20231-6月",
        "2023T1",
        "T1 2023",
        "1T23",
        "2021KW01",
        "2023K5",
        "5. Quartal 2023",
        "令和0年",
        "2021MM13",
        "2023 jui",
        "1990s",
        "",
    ] {
        assert!(read(text).is_err(), "{text}: {}", code(text));
    }
}

#[test]
fn what_a_mapping_says_that_a_text_stands_for() {
    for (text, expected) in [
        ("year from April 2009-10", "2009-04/2010-03"),
        ("year to March 2009-10", "2009-04/2010-03"),
        ("year from January 2009-10", "2009"),
        ("year from September 2021/2022", "2021-09/2022-08"),
        ("year from Sep 2021—2022学年", "2021-09/2022-08"),
        ("year from April FY2022", "2022-04/2023-03"),
        ("year to March FY22", "2021-04/2022-03"),
        ("year to March FY2021-22", "2021-04/2022-03"),
        ("year from July 2022", "2022-07/2023-06"),
        ("year from July 1999/00", "1999-07/2000-06"),
        ("year from April 2022年度", "2022-04/2023-03"),
        ("year from April 令和4年度", "2022-04/2023-03"),
        ("year from April 2009-10-01", "2009-10-01"),
        ("month 2009-10", "2009-10"),
        ("month 2009/10", "2009-10"),
        ("span 2021/2022", "2021/2022"),
        ("span 2021/22", "2021/2022"),
        ("day 2023-01-01", "2023-01-01"),
        ("month of 2023-01-31", "2023-01"),
        ("quarter of 2023-04-01", "2023-Q2"),
        ("quarter of 2023-06-30", "2023-Q2"),
        ("half-year of 2023-12-31", "2023-H2"),
        ("year of 2023-12-31", "2023"),
        ("quarter of 2023", "2023"),
        ("week of 2023-01-02", "2023-W01"),
        ("week of 2023-01-08", "2023-W01"),
        ("week 2023-W01", "2023-W01"),
        ("week of 2023-01", "2023-01"),
        ("7 days to 2023-01-07", "2023-01-01/2023-01-07"),
        ("7 days to 2023-01-08", "2023-W01"),
        ("10 days from 2023-01-01", "2023-01-01/2023-01-10"),
        ("1 day to 2023-01-01", "2023-01-01"),
        ("month 202306", "2023-06"),
        ("month of 20230630", "2023-06"),
        ("day 20230630", "2023-06-30"),
        ("week of 20230102", "2023-W01"),
        ("month 200910", "2009-10"),
        ("year from April 200910", "2009-04/2010-03"),
        ("12 months to 202306", "2022-07/2023-06"),
        ("12 months to 2023-06-30", "2022-07/2023-06"),
        ("12 months to 2023-02-28", "2022-03/2023-02"),
        ("3 months to 2023-06", "2023-Q2"),
        ("3 months to Feb 2024", "2023-12/2024-02"),
        ("12 months from 2023-04-01", "2023-04/2024-03"),
        ("1 month to 2023-02-15", "2023-01-16/2023-02-15"),
        ("year from April 2022/23 Q1", "2022-Q2"),
        ("year to March Q4 2022-23", "2023-Q1"),
        ("year to June FY2023 Q1", "2022-Q3"),
        ("year from July FY22 H2", "2023-H1"),
        ("year from April 2022-23 Q4", "2023-Q1"),
        ("year to March FY2023 H1", "2022-04/2022-09"),
        ("year from July 2022/23 May", "2023-05"),
        ("year from April FY2022 4-6月", "2022-Q2"),
        ("year from April 4-6月 FY2022", "2022-Q2"),
        ("year from April 2022 Q1", "2022-Q1"),
        ("quarter 2023-T1", "2023-Q1"),
        ("quarter T4 2023", "2023-Q4"),
        ("quarter of 2023T2", "2023-Q2"),
        ("quarter 4T23", "2023-Q4"),
        ("third 2023-T1", "2023-01/2023-04"),
        ("third of 2023T3", "2023-09/2023-12"),
        ("third of 2023-01-31", "2023-01/2023-04"),
        ("quarter 2021. 4/4", "2021-Q4"),
        ("quarter 2021년 1/4", "2021-Q1"),
        ("day 2021 1/4", "2021-01-04"),
        ("quarter 2/2022", "2022-Q2"),
        ("quarter 2022-2", "2022-Q2"),
        ("month 2/2022", "2022-02"),
        ("quarter of 2/2022", "2022-Q1"),
        ("quarter 2022", "2022"),
        ("quarter 2021KW01", "2021-Q1"),
        ("quarter 2021MM01", "2021-01"),
        ("week 2021KW01", "2021-W01"),
        ("week 2021KW52", "2021-W52"),
        ("day-month 1/2/2023", "2023-02-01"),
        ("month-day 1/2/2023", "2023-01-02"),
        ("month of day-month 01.02.2023", "2023-02"),
    ] {
        assert_eq!(code(text), expected, "{text}");
    }
    for text in [
        "2022-23 Q1",
        "year from April FY2022 1-6月",
        "FY2022",
        "2021/22",
        "2012-13",
        "quarter of FY2022",
        "year from Foo 2009-10",
        "0 months to 2023-06",
        "month 202313",
        "day 20230230",
        "day 2023063",
        "quarter 5/2022",
        "quarter 12/2022",
        "quarter 2023-01-04",
        "quarter 2021KW05",
        "third 2023-T4",
        "month T1 2023",
        "7 days to 0001-01-01",
    ] {
        assert!(read(text).is_err(), "{text}: {}", code(text));
    }
}

#[test]
fn what_can_be_read_in_two_ways() {
    let doubt = |texts: &[&str]| doubt(texts.iter().copied(), None).map(|doubt| doubt.readings.join(", "));
    let year_or = |other: &str| Some(format!("year from April, {other}"));
    assert_eq!(doubt(&["2009-10", "2010-11"]), year_or("month"));
    assert_eq!(doubt(&["2010-11", "2011-12", "2012-13"]), year_or("year from July"));
    assert_eq!(doubt(&["2009-10", "2009-11", "2009-12"]), None);
    assert_eq!(doubt(&["2021/2022", "2022/2023"]), year_or("span"));
    assert_eq!(doubt(&["2021/22"]), year_or("span"));
    assert_eq!(doubt(&["2021/2022", "2021/2023"]), None);
    assert_eq!(doubt(&["2021—2022学年"]), year_or("year from July"));
    assert_eq!(doubt(&["FY2022", "FY2023"]), year_or("year to March"));
    assert_eq!(doubt(&["year from April 2009-10", "day 2023-01-01"]), None);
    let day_or = |other: &str| Some(format!("{other}, day"));
    assert_eq!(doubt(&["2023-01-01", "2023-04-01", "2023-07-01"]), day_or("quarter of"));
    assert_eq!(doubt(&["2023-03-31", "2023-06-30"]), day_or("quarter of"));
    assert_eq!(doubt(&["2023-01-01", "2023-02-01", "2023-03-01"]), day_or("month of"));
    assert_eq!(doubt(&["2023-01-01", "2023-04-01"]), None);
    assert_eq!(doubt(&["2022-01-01", "2023-01-01"]), day_or("year of"));
    assert_eq!(doubt(&["2023-01-31", "2023-02-28"]), day_or("month of"));
    assert_eq!(doubt(&["2022-12-31", "2023-12-31"]), day_or("year of"));
    assert_eq!(doubt(&["2023-06-30", "2023-12-31"]), day_or("half-year of"));
    assert_eq!(doubt(&["2022-03-31", "2023-03-31"]), day_or("12 months to"));
    assert_eq!(doubt(&["2023-01-01", "2023-01-02"]), None);
    assert_eq!(doubt(&["2023-01-02", "2023-01-09", "2023-01-16"]), day_or("week of"));
    assert_eq!(doubt(&["2023-01-15", "2023-01-08", "2023-01-29", "2023-01-08"]), day_or("week of, 7 days from"));
    assert_eq!(doubt(&["2023-01-07", "2023-01-14", "2023-01-21"]), day_or("7 days to, 7 days from"));
    assert_eq!(doubt(&["2023-01-02", "2023-01-09"]), None);
    assert_eq!(doubt(&["2023-01-02", "2023-01-16", "2023-01-30"]), None);
    assert_eq!(doubt(&["2023-01-02", "2023-01-09", "2023-01-17"]), None);
    let of_weeks = |texts: &[&str]| doubt_of_weeks(texts.iter().copied()).map(|doubt| doubt.readings.join(", "));
    assert_eq!(of_weeks(&["2023-01-07"]), day_or("7 days to, 7 days from"));
    assert_eq!(of_weeks(&["2023-01-02", "2023-01-16"]), day_or("week of"));
    assert_eq!(of_weeks(&["2023-01-02", "2023-01-10"]), None);
    assert_eq!(of_weeks(&["2023-W01"]), None);
    assert_eq!(of_weeks(&["7 days to 2023-01-07"]), None);
    assert_eq!(doubt(&["2023年末", "2022年末"]), None);
    assert_eq!(doubt(&["2022", "2023-Q1"]), None);
    assert_eq!(doubt(&["2022/23 Q1"]), year_or("year from July"));
    assert_eq!(doubt(&["FY2022 Q1"]), year_or("year to March"));
    assert_eq!(doubt(&["1/2/2023"]), Some("day-month, month-day".to_owned()));
    assert_eq!(doubt(&["day-month 1/2/2023", "day-month 15/2/2023"]), None);
    let certain = |texts: &[&str]| certain(texts, None);
    assert_eq!(certain(&["1/2/2023", "31/3/2023"]).as_deref(), Some("day-month"));
    assert_eq!(certain(&["1/2/2023", "3/31/2023"]).as_deref(), Some("month-day"));
    assert_eq!(certain(&["1/2/2023", "31/3/2023", "3/31/2023"]), None);
    assert_eq!(certain(&["1/2/2023"]), None);
}

#[test]
fn numbers_that_may_count_quarters() {
    let of = |texts: &[&str], length| {
        let found = doubt(texts.iter().copied(), length).map(|doubt| doubt.readings.join(", "));
        let alone = found.clone().filter(|readings| !readings.contains(','));
        assert_eq!(certain(texts, length), alone, "{texts:?}");
        found.unwrap_or_default()
    };
    let is = |texts: &[&str], length, expected: &str| assert_eq!(of(texts, length), expected, "{texts:?}");
    is(&["2023-T1", "2023-T2"], None, "quarter, third");
    is(&["2023T1"], None, "quarter, third");
    is(&["T1 2023", "T4 2023"], None, "quarter");
    is(&["2023-T1", "2023"], Some(3), "quarter");
    is(&["2021. 1/4", "2021. 2/4"], None, "quarter");
    is(&["2021. 1/4", "2021. 1/5"], None, "");
    is(&["1/2022", "2/2022", "3/2022", "4/2022"], None, "quarter, month");
    is(&["1/2022", "2/2022"], None, "");
    is(&["1/2022", "2/2022", "3/2022", "4/2022", "5/2022"], None, "");
    is(&["1/2022", "2/2022", "3/2022", "04/2022"], None, "");
    is(&["2022-1", "2022-2", "2022-3"], Some(1), "month");
    is(&["1/2022", "2/2022"], Some(3), "quarter");
    is(&["3/2022", "6/2022"], Some(3), "quarter of, month");
    is(&["Mar 2022", "Jun 2022"], Some(3), "quarter of, month");
    is(&["Mar 2022", "Jun 2022"], None, "");
    is(&["2021KW01", "2021KW02"], None, "quarter, week");
    is(&["2021KW01", "2021KW05"], None, "week");
    is(&["2021KW01", "2021JJ00"], None, "quarter");
    assert_eq!(doubt(["quarter 2023-T1", "third 2023-T2"].into_iter(), None), None);
}
