//! Files of publishers, each in a shape of its own, loaded by profile alone.

use crate::sandbox::Sandbox;

/// Loads a file with the profile that matches it, and returns what the load says and the rows of a query.
fn loaded(files: &[(&str, &str)], sql: &str) -> (String, String) {
    let sandbox = Sandbox::new();
    for (name, text) in files {
        sandbox.write(name, text);
    }
    let reply = sandbox.run(&["load", "--create", "all", files[0].0]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    (reply.stderr, rows(&sandbox, sql))
}

fn rows(sandbox: &Sandbox, sql: &str) -> String {
    let reply = sandbox.run(&["query", sql, "--format", "csv"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    reply.stdout.replace(",\"\",", ",,")
}

const FACTS: &str = "SELECT metric, region, breakdown, period, value, unit, status, note FROM fact ORDER BY metric, region, \
                     breakdown, period";
const METRICS: &str = "SELECT code, name, unit, kind, prices, adjustment, base_period FROM metric ORDER BY code";

#[test]
fn a_currency_that_differs_by_row_is_a_part_of_the_unit() {
    let wages = "DATAFLOW,REF_AREA,MEASURE,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,UNIT_MULT,CURRENCY\n\
                 OECD:DF_EARN(1.0),COL,WAGE,XDC,2023,30000,3,COP\nOECD:DF_EARN(1.0),DEU,WAGE,XDC,2023,48,3,EUR\n\
                 OECD:DF_EARN(1.0),FRA,WAGE,XDC,2023,42,3,EUR\nOECD:DF_EARN(1.0),DEU,WAGE,USD_PPP,2023,62,3,\n\
                 OECD:DF_EARN(1.0),COL,WAGE,XDC_H,2023,9000,0,COP\nOECD:DF_EARN(1.0),NOR,WAGE,XDC,2023,60,3,\n\
                 OECD:DF_EARN(1.0),FRA,WAGE,MN,2023,1,6,EUR\nOECD:DF_EARN(1.0),COL,WAGE,MN,2023,2,6,COP\n";
    let (_, facts) = loaded(&[("wages.csv", wages)], FACTS);
    assert_eq!(
        facts,
        "metric,region,breakdown,period,value,unit,status,note\n\
         WAGE.MN.COP,COL,,2023,2000000,MN.COP,A,\nWAGE.MN.EUR,FRA,,2023,1000000,MN.EUR,A,\n\
         WAGE.USD_PPP,DEU,,2023,62000,USD_PPP,A,\nWAGE.XDC.COP,COL,,2023,30000000,COP,A,\n\
         WAGE.XDC.EUR,DEU,,2023,48000,EUR,A,\nWAGE.XDC.EUR,FRA,,2023,42000,EUR,A,\n\
         WAGE.XDC.NOR,NOR,,2023,60000,XDC.NOR,A,\nWAGE.XDC_H.COP,COL,,2023,9000,XDC_H.COP,A,\n"
    );
    // A currency is the unit of a file that has no other column of units.
    let debt =
        "DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE,CURRENCY\nX:DEBT(1.0),NO,2023,5,NOK\nX:DEBT(1.0),SE,2023,6,SEK\n";
    let (_, facts) = loaded(&[("debt.csv", debt)], "SELECT metric, region, unit FROM fact ORDER BY region");
    assert_eq!(facts, "metric,region,unit\nDEBT.NOK,NO,NOK\nDEBT.SEK,SE,SEK\n");
}

#[test]
fn attributes_of_an_sdmx_message_tell_metrics_apart_wherever_they_stand() {
    let message = "DATAFLOW,REF_AREA,MEASURE,TRANSFORMATION,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,PRICE_BASE,BASE_PER,ADJUSTMENT\n\
                   X:QNA(1.0),NO,B1GQ,N,2023-Q1,1,XDC_T,V,,N\nX:QNA(1.0),NO,B1GQ,N,2023-Q1,2,XDC_T,LR,2021,Y\n\
                   X:QNA(1.0),NO,B1GQ,G1,2023-Q1,3,PC,L,2021,Y\nX:QNA(1.0),NO,CPI,N,2023-Q1,4,IX,_Z,2015=100,\n\
                   X:QNA(1.0),NO,DEBT,N,2023-Q1,5,PT_B1GQ,,,\n";
    let (_, metrics) = loaded(&[("qna.csv", message)], METRICS);
    assert_eq!(
        metrics,
        "code,name,unit,kind,prices,adjustment,base_period\n\
         B1GQ.PC.G1.L.Y.2021,B1GQ.PC.G1.L.Y.2021,PC,growth,chained,both,2021\n\
         B1GQ.XDC_T.NO.N.LR.Y.2021,B1GQ.XDC_T.NO.N.LR.Y.2021,XDC_T.NO,level,chained,both,2021\n\
         B1GQ.XDC_T.NO.N.V.N,B1GQ.XDC_T.NO.N.V.N,XDC_T.NO,level,current,none,\n\
         CPI.IX.N.2015=100,CPI.IX.N.2015=100,IX,level,,,2015\nDEBT.PT_B1GQ.N,DEBT.PT_B1GQ.N,PT_B1GQ,ratio,,,\n"
    );
}

#[test]
fn labels_of_an_sdmx_message_become_names() {
    let message = "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,geo,Geography,unit,Unit of measure,CURRENCY,Currency,\
                   TIME_PERIOD,Time,OBS_VALUE,Value\n\
                   dataflow,ESTAT:GDP(1.0),GDP by region,I,NO,Norway,PC_GDP,Percentage of GDP,,,2023,,1,\n\
                   dataflow,ESTAT:GDP(1.0),GDP by region,I,NO,Norway,NAC,National currency,NOK,Krone,2023,,2,\n";
    let sql = "SELECT metric, metric_name, f.unit, u.name AS unit_name, m.kind, region_name, value FROM fact AS f \
               JOIN unit AS u ON u.code = f.unit JOIN metric AS m ON m.code = f.metric ORDER BY metric";
    let (_, facts) = loaded(&[("gdp.csv", message)], sql);
    assert_eq!(
        facts,
        "metric,metric_name,unit,unit_name,kind,region_name,value\n\
         GDP.NAC.NOK,GDP by region,NOK,\"National currency, Krone\",level,Norway,2\n\
         GDP.PC_GDP,GDP by region,PC_GDP,Percentage of GDP,ratio,Norway,1\n"
    );
}

#[test]
fn an_sdmx_message_without_units_and_with_rows_of_attributes() {
    let message = "DATAFLOW,REF_AREA,MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE,UNIT_MULT\n\
                   X:F(1.0),AUS,GDP,2020,1,A,,\nX:F(1.0),AUT,GDP,2020,2,#N/A,_Z,_Z\n";
    let (_, facts) = loaded(&[("empty.csv", message)], FACTS);
    assert_eq!(
        facts,
        "metric,region,breakdown,period,value,unit,status,note\n\
         GDP,AUS,,2020,1,unspecified,A,\nGDP,AUT,,2020,2,unspecified,A,\n"
    );
    let message = "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,SEX,AVAIL,TIME_PERIOD,OBS_STATUS,OBS_VALUE,OBS_CONF\n\
                   dataflow,X:F(1.0),M,A,NO,F,#N/A,2021,A,5.5,F\ndataflow,X:F(1.0),M,A,NO,F,,2022,M,NaN,\n\
                   dataflow,X:F(1.0),M,A,NO,F,K,2023,,14206.490766,#N/A\ndataflow,X:F(1.0),M,A,NO,F,A,,,,\n";
    let (said, facts) = loaded(&[("rows.csv", message)], FACTS);
    assert!(said.contains("1 row that [[when]] skips is not read, on line 5"), "{said}");
    assert_eq!(
        facts,
        "metric,region,breakdown,period,value,unit,status,note\n\
         F,NO,SEX=F,2021,5.5,unspecified,A,OBS_CONF=F\nF,NO,SEX=F,2022,,unspecified,M,\n\
         F,NO,SEX=F,2023,14206.490766,unspecified,A,AVAIL=K\n"
    );
    // A row that would delete a whole series is refused: nothing is deleted without a period.
    let sandbox = Sandbox::new();
    sandbox.write("delete.csv", message.replace("dataflow,X:F(1.0),M,A,NO,F,A,", "dataflow,X:F(1.0),D,A,NO,F,A,"));
    let reply = sandbox.run(&["load", "--create", "all", "delete.csv"]);
    assert!(reply.code == 1 && reply.stderr.contains("error[empty-cell]"), "{}", reply.stderr);
}

#[test]
fn an_sdmx_message_has_decimal_points_whatever_its_delimiter() {
    let message = "DATAFLOW;FREQ;REF_AREA;TIME_PERIOD;OBS_VALUE\nX:F(1.0);A;NO;2021;1.234\nX:F(1.0);A;SE;2021;2.567\n";
    let (_, values) = loaded(&[("points.csv", message)], "SELECT value FROM fact ORDER BY region");
    assert_eq!(values, "value\n1.234\n2.567\n");
    let (_, values) = loaded(
        &[("commas.csv", &message.replace("1.234", "1,5").replace("2.567", "2,25"))],
        "SELECT value FROM fact ORDER BY region",
    );
    assert_eq!(values, "value\n1.5\n2.25\n");
}

#[test]
fn periods_of_sdmx_and_eurostat() {
    let message = "DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE\nX:F(1.0),A,2021-01-01/P1Y,1\nX:F(1.0),B,2021-W1,2\n\
                   X:F(1.0),C,2021-D045,3\nX:F(1.0),D,2021-01-01T00:00:00/P3M,4\nX:F(1.0),E,2021-03-01/P10D,5\n\
                   X:F(1.0),F,2021-A1,6\nX:F(1.0),G,2021-M3,7\nX:F(1.0),H,2021-07-01/P1Y6M,8\n";
    let (_, periods) = loaded(&[("periods.csv", message)], "SELECT period FROM fact ORDER BY region");
    assert_eq!(
        periods,
        "period\n2021\n2021-W01\n2021-02-14\n2021-Q1\n2021-03-01/2021-03-10\n2021\n2021-03\n2021-07/2022-12\n"
    );
    let table = "unit,s_adj,geo\\time\t2006_2008 \t2015M07D03 \t2015Q3 \nCLV10_MEUR,SCA,AT\t1 \t2 b\t3 \nCP_MNAC,NSA,NO\t: \t: \t4 \n\
                 PCH_PRE,SA,AT\t: \t: \t5 \nPC_GDP,NSA,AT\t: \t: \t6 \n";
    let (_, facts) =
        loaded(&[("table.tsv", table)], "SELECT metric, period, unit, value FROM fact WHERE value > 0 ORDER BY value");
    assert_eq!(
        facts,
        "metric,period,unit,value\ntable.SCA.CLV10_MEUR,2006/2008,CLV10_MEUR,1\ntable.SCA.CLV10_MEUR,2015-07-03,CLV10_MEUR,2\n\
         table.SCA.CLV10_MEUR,2015-Q3,CLV10_MEUR,3\ntable.NSA.CP_MNAC.NO,2015-Q3,CP_MNAC.NO,4\n\
         table.SA.PCH_PRE,2015-Q3,PCH_PRE,5\ntable.NSA.PC_GDP,2015-Q3,PC_GDP,6\n"
    );
    let sql = "SELECT code, kind, prices, adjustment, base_period FROM metric ORDER BY code";
    let (_, metrics) = loaded(&[("table.tsv", table)], sql);
    assert_eq!(
        metrics,
        "code,kind,prices,adjustment,base_period\ntable.NSA.CP_MNAC.NO,level,current,none,\n\
         table.NSA.PC_GDP,ratio,,none,\ntable.SA.PCH_PRE,growth,,seasonal,\ntable.SCA.CLV10_MEUR,level,chained,both,2010\n"
    );
}

#[test]
fn a_table_of_the_bis() {
    let table = "\"Frequency\",\"Reference area\",\"Value\",\"Unit of measure\",\"Breaks\",\"Title (tseries level)\",\"Time Period\",\
                 \"2020-Q3\",\"2020-Q4\"\n\
                 \"Q:Quarterly\",\"4T:Emerging markets\",\"N:Nominal\",\"628:Index, 2010 = 100\",\"\",\"House prices\",\"Q:4T:N:628\",\"169.3\",\"\"\n\
                 \"Q:Quarterly\",\"AU:Australia\",\"R:Real\",\"771:Year-on-year changes, in per cent\",\"2003: new source\",\"House prices\",\
                 \"Q:AU:R:771\",\"4.2\",\"4.7\"\n";
    let (_, facts) = loaded(&[("prices.csv", table)], FACTS);
    let expected = "metric,region,breakdown,period,value,unit,status,note\n\
                    prices.628,4T,Value=N,2020-Q3,169.3,628,A,Title (tseries level)=House prices\n\
                    prices.771,AU,Value=R,2020-Q3,4.2,771,A,Breaks=2003: new source; Title (tseries level)=House prices\n\
                    prices.771,AU,Value=R,2020-Q4,4.7,771,A,Breaks=2003: new source; Title (tseries level)=House prices\n";
    assert_eq!(facts, expected);
    let (_, metrics) = loaded(&[("prices.csv", table)], METRICS);
    assert_eq!(
        metrics,
        "code,name,unit,kind,prices,adjustment,base_period\nprices.628,House prices,628,level,,,2010\n\
         prices.771,House prices,771,growth,,,\n"
    );
    // In the newer files codes and labels have columns of their own.
    let table = "\"FREQ\",\"Frequency\",\"REF_AREA\",\"Reference area\",\"VALUE\",\"Value\",\"UNIT_MEASURE\",\"Unit of measure\",\
                 \"UNIT_MULT\",\"Unit Multiplier\",\"Series\",\"2020-Q3\",\"2020-Q4\"\n\
                 \"Q\",\"Quarterly\",\"AU\",\"Australia\",\"N\",\"Nominal\",\"628\",\"Index, 2010 = 100\",\"0\",\"Units\",\"Q.AU.N.628\",\"1\",\"2\"\n";
    let sql = "SELECT metric, region, region_name, breakdown, period, value, unit FROM fact ORDER BY period";
    let (_, facts) = loaded(&[("prices.csv", table)], sql);
    assert_eq!(
        facts,
        "metric,region,region_name,breakdown,period,value,unit\nprices.628,AU,Australia,VALUE=N,2020-Q3,1,628\n\
         prices.628,AU,Australia,VALUE=N,2020-Q4,2,628\n"
    );
}

#[test]
fn tables_of_the_fao() {
    let table = "country,year,Year Code,Unit,value\nA,2019,2019,kt,1\nA,2020,2020,kt,2\nB,2021,2021,% of total,3\n";
    let (_, facts) = loaded(&[("kilotonnes.csv", table)], FACTS);
    assert_eq!(
        facts,
        "metric,region,breakdown,period,value,unit,status,note\nkilotonnes.% of total,B,,2021,3,% of total,A,\n\
         kilotonnes.kt,A,,2019,1,kt,A,\nkilotonnes.kt,A,,2020,2,kt,A,\n"
    );
    let table = "\u{feff}Domain Code,Domain,Area Code (FAO),Area,Element Code,Element,Item Code,Item,Year Code,Year,Unit,Value,Flag,Flag Description,Note\n\
                 GT,Emissions Totals,231,Utopia,7225,Emissions (CH4),5058,Fermentation,1961,1961,kt,6876.7,Fc,Calculated data,\n\
                 GT,Emissions Totals,231,Utopia,7225,Emissions (CH4),5058,Fermentation,1962,1962,kt,6980.1,A,Official figure,x\n\
                 GT,Emissions Totals,231,Utopia,7225,Emissions (CH4),5058,Fermentation,19631965,1963-1965,kt,,M,Missing,\n";
    let (_, facts) = loaded(&[("emissions.csv", table)], FACTS);
    assert_eq!(
        facts,
        "metric,region,breakdown,period,value,unit,status,note\n\
         GT.7225.kt,231,Item=Fermentation;Item Code=5058,1961,6876.7,kt,E,Calculated data\n\
         GT.7225.kt,231,Item=Fermentation;Item Code=5058,1962,6980.1,kt,A,Official figure; x\n\
         GT.7225.kt,231,Item=Fermentation;Item Code=5058,1963/1965,,kt,M,Missing\n"
    );
}

#[test]
fn tables_of_the_world_bank() {
    let databank = "\"Country Name\",\"Country Code\",\"Series Name\",\"Series Code\",\"2021 [YR2021]\",\"2022 [YR2022]\"\n\
                    \"Norway\",\"NOR\",\"GDP (constant 2015 US$)\",\"NY.GDP.MKTP.KD\",\"5.5\",\"6\"\n\
                    \"Sweden\",\"SWE\",\"GDP (constant 2015 US$)\",\"NY.GDP.MKTP.KD\",\"7\",\"..\"\n\
                    \"Sweden\",\"SWE\",\"GDP (current LCU)\",\"NY.GDP.MKTP.CN\",\"70\",\"\"\n\
                    \"Sweden\",\"SWE\",\"Unemployment, total (% of total labor force) (modeled ILO estimate)\",\"SL.UEM.TOTL.ZS\",\"8\",\"\"\n\
                    \"Sweden\",\"SWE\",\"GDP growth (annual %)\",\"NY.GDP.MKTP.KD.ZG\",\"3\",\"\"\n\
                    ,,,,,\n,,,,,\n,,,,,\nData from database: World Development Indicators,,,,,\nLast Updated: 07/01/2025,,,,,\n";
    let sql = "SELECT metric, region, period, value, status FROM fact ORDER BY metric, region, period";
    let (said, facts) = loaded(&[("databank.csv", databank)], sql);
    assert!(
        said.contains("2 lines below the table are not read as figures, the first on line 10: Data from database"),
        "{said}"
    );
    assert_eq!(
        facts,
        "metric,region,period,value,status\nNY.GDP.MKTP.CN.SWE,SWE,2021,70,A\nNY.GDP.MKTP.KD,NOR,2021,5.5,A\n\
         NY.GDP.MKTP.KD,NOR,2022,6,A\nNY.GDP.MKTP.KD,SWE,2021,7,A\nNY.GDP.MKTP.KD,SWE,2022,,O\n\
         NY.GDP.MKTP.KD.ZG,SWE,2021,3,A\nSL.UEM.TOTL.ZS,SWE,2021,8,A\n"
    );
    let (_, metrics) = loaded(&[("databank.csv", databank)], METRICS);
    assert_eq!(
        metrics,
        "code,name,unit,kind,prices,adjustment,base_period\n\
         NY.GDP.MKTP.CN.SWE,GDP (current LCU),current LCU.SWE,level,current,,\n\
         NY.GDP.MKTP.KD,GDP (constant 2015 US$),constant 2015 US$,level,constant,,2015\n\
         NY.GDP.MKTP.KD.ZG,GDP growth (annual %),annual %,growth,,,\n\
         SL.UEM.TOTL.ZS,Unemployment, total (% of total labor force) (modeled ILO estimate),% of total labor force,ratio,,,\n"
            .replace("Unemployment, total (% of total labor force) (modeled ILO estimate)", "\"Unemployment, total (% of total labor force) (modeled ILO estimate)\"")
    );
}

#[test]
fn metadata_of_another_download_is_left_alone() {
    let data = "\"Data Source\",\"World Development Indicators\",\n\n\"Last Updated Date\",\"2021-09-15\",\n\n\
                Country Name,Country Code,Indicator Name,Indicator Code,1960,1961,\n\
                Aruba,ABW,Urban population,SP.URB.TOTL,1,2,\n";
    let metadata = |code: &str, name: &str| {
        format!("INDICATOR_CODE,INDICATOR_NAME,SOURCE_NOTE,SOURCE_ORGANIZATION,\n{code},{name},\"x\",\"y\",\n")
    };
    let other = metadata("OTHER", "Other");
    let own = metadata("SP.URB.TOTL", "People in cities");
    let sql = "SELECT code, name, definition FROM metric";
    let alone = "code,name,definition\nSP.URB.TOTL,Urban population,\n";
    let with_own = "code,name,definition\nSP.URB.TOTL,People in cities,x\n";
    for (name, text, expected) in [
        ("Metadata_Indicator_API_y.csv", &other, alone),
        ("Metadata_Indicator_API_x.csv", &other, alone),
        ("Metadata_Indicator_API_y.csv", &own, with_own),
    ] {
        assert_eq!(loaded(&[("API_x.csv", data), (name, text)], sql).1, expected, "{name}");
    }
    let both = [("API_x.csv", data), ("Metadata_Indicator_API_x.csv", &own), ("Metadata_Indicator_API_y.csv", &other)];
    assert_eq!(loaded(&both, sql).1, with_own);
}

#[test]
fn values_of_a_breakdown_are_any_text() {
    let table = "country,unit,2019,2020\nA,\"Index, 2010 = 100\",1,2\nB,\"a; b\",3,4\n";
    let (_, facts) =
        loaded(&[("text.csv", table)], "SELECT region, breakdown FROM fact WHERE period = '2019' ORDER BY region");
    assert_eq!(facts, "region,breakdown\nA,\"unit=Index, 2010 \\= 100\"\nB,unit=a\\; b\n");
}

#[test]
fn a_mark_within_quotes_divides_nothing() {
    let row = |mark: char, number: usize| {
        format!("{number},\"{mark}Firm {number}\",\"Road {number}{mark} Town\",{number},5\n")
    };
    for mark in ['\t', ';', '|'] {
        let rows: String = (1100..1130).map(|number| row(mark, number)).collect();
        let sandbox = Sandbox::new();
        sandbox.write("firms.csv", format!("code,name,address,2019,2020\n{rows}"));
        let reply = sandbox.run(&["sniff", "firms.csv"]);
        assert!(reply.stdout.contains("# delimiter: `,`\n"), "{}", reply.stdout);
    }
}

#[test]
fn a_list_of_firms_creates_what_its_rows_refer_to() {
    let sandbox = Sandbox::new();
    sandbox.write("firms.csv", "code,name,branch\n1,Alpha,Glass\n2,Beta,Glass\n2,Beta,Glass\n");
    sandbox.write(
        "map.toml",
        "table = \"enterprise-sectors\"\ncolumns = { enterprise = \"{code}\", sector = \"{branch}\" }\n\
         create = { sector = { scheme = \"local\" }, enterprise = { name = \"{name}\" } }\n",
    );
    let reply = sandbox.run(&["load", "--map", "map.toml", "firms.csv", "--create", "all"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    assert!(reply.stderr.contains("created 1 sector: Glass\ncreated 2 enterprises: 1, 2\n"), "{}", reply.stderr);
    let sql = "SELECT enterprise, e.name, sector, s.scheme FROM enterprise_sector JOIN enterprise AS e ON e.code = enterprise \
               JOIN sector AS s ON s.code = sector ORDER BY 1";
    assert_eq!(rows(&sandbox, sql), "enterprise,name,sector,scheme\n1,Alpha,Glass,local\n2,Beta,Glass,local\n");
    // Without `--create` an unknown code is an error, and so are two rows that differ.
    sandbox.write("map.toml", "table = \"enterprises\"\ncolumns = { code = \"{code}\", name = \"{branch}\" }\n");
    sandbox.write("firms.csv", "code,name,branch\n1,Alpha,Glass\n1,Alpha,Steel\n");
    let reply = sandbox.run(&["load", "--map", "map.toml", "firms.csv"]);
    assert!(reply.code == 1 && reply.stderr.contains("error[duplicate-key]"), "{}", reply.stderr);
}

#[test]
fn flags_stand_in_columns_without_a_name() {
    let table = "GEO (Labels),2015,,2016,\nAustria,1.5,,2.5,p\nBelgium,3.5,b,4.5,bp\nSpain,:,c,5.5,\n";
    let sql = "SELECT region, period, value, status, note, breakdown FROM fact ORDER BY 1, 2";
    let (_, facts) = loaded(&[("flags.csv", table)], sql);
    assert_eq!(
        facts,
        "region,period,value,status,note,breakdown\nAustria,2015,1.5,A,,\nAustria,2016,2.5,P,p,\nBelgium,2015,3.5,B,b,\n\
         Belgium,2016,4.5,B,bp,\nSpain,2015,,Q,c,\nSpain,2016,5.5,A,,\n"
            .replace(",\n", ",\"\"\n")
    );
    // A flag that nothing explains is a doubt.
    let sandbox = Sandbox::new();
    sandbox.write("flags.csv", table.replace(",b,", ",y,"));
    let said = sandbox.run(&["load", "--create", "all", "flags.csv"]).stderr;
    assert!(said.contains("what the flag `y` beside a figure means") && said.contains("y = \"A\""), "{said}");
}

#[test]
fn footnotes_behind_figures_are_flags() {
    for (mark, key) in [("(1)", "\"(1)\""), (" (12)", "\"(12)\""), (" \u{b9}\u{207e}", "\"\u{b9}\u{207e}\"")] {
        let sandbox = Sandbox::new();
        sandbox.write("notes.csv", format!("region,2019,2020\nA,5.2{mark},3.5\nB,2.5,1.4\n"));
        let reply = sandbox.run(&["load", "--create", "all", "notes.csv"]);
        let line = format!("flags = {{ {key} = \"A\" }}");
        assert!(reply.code == 1 && reply.stderr.contains(&line), "{}", reply.stderr);
        let mapping = sandbox.run(&["sniff", "notes.csv"]).stdout.replace(&format!("# {line}"), &line);
        sandbox.write("map.toml", mapping);
        let reply = sandbox.run(&["load", "--create", "all", "--map", "map.toml", "notes.csv"]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        let facts = rows(&sandbox, "SELECT value, note FROM fact ORDER BY value DESC LIMIT 1");
        assert_eq!(facts, format!("value,note\n5.2,flag {}\n", mark.trim()));
    }
}

#[test]
fn schemes_of_new_sectors_are_created() {
    let head = "[columns]\nsource = \"s\"\n";
    let create = "[create.sector]\nscheme = \"{scheme}\"\n[create.source]\ntitle = \"S\"\n[create.scheme]\nname = \"Scheme {scheme}\"\n\
                  [create.metric]\nkind = \"level\"\n";
    let figures = "metric = \"m\"\nsector = \"{branch}\"\nperiod = \"{year}\"\nvalue = \"{value}\"\nunit = \"u\"\n";
    let rows = "code = \"{branch}\"\nname = \"{branch}\"\nscheme = \"{scheme}\"\n";
    let data = "branch,scheme,year,value\nA,nace2,2024,1\nB,local,2024,2\nA,nace2,2023,3\n";
    for (table, data, said, columns) in [
        ("", data, "created 2 sectors: A, B", figures),
        ("table = \"sectors\"\n", "branch,scheme\nA,nace2\nB,local\nA,nace2\n", "", rows),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("data.csv", data);
        sandbox.write("map.toml", format!("{table}{head}{columns}{create}"));
        let load = |tables: &str| sandbox.run(&["load", "--create", tables, "--map", "map.toml", "data.csv"]);
        let refused = load("source,unit,sector,metric");
        assert!(refused.code == 1 && refused.stderr.contains("`nace2`"), "{}", refused.stderr);
        let reply = load("all");
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        assert!(reply.stderr.contains("created 1 scheme: nace2") && reply.stderr.contains(said), "{}", reply.stderr);
        let sql =
            "SELECT s.code, h.code AS scheme, h.name FROM sector AS s JOIN scheme AS h ON h.code = s.scheme ORDER BY 1";
        let (schemes, of_the_program) =
            ("code,scheme,name\nA,nace2,Scheme nace2\n", "B,local,Groups that a dataset defines\n");
        assert_eq!(self::rows(&sandbox, sql), format!("{schemes}{of_the_program}"));
    }
}

#[test]
fn a_header_of_many_columns_is_read_whole() {
    const COLUMNS: usize = 25_000;
    let name = |day: usize| format!(",{}-{:02}-{:02}", 1600 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
    let names: String = (0..COLUMNS).map(name).collect();
    let rows: String = ["A", "B", "C"].map(|name| format!("{name}{}\n", ",5".repeat(COLUMNS))).concat();
    let sandbox = Sandbox::new();
    sandbox.write("days.csv", format!("Country{names}\n{rows}"));
    let reply = sandbox.run(&["sniff", "days.csv"]);
    assert!(reply.stdout.contains("# header: line 1, 25001 columns"), "{}", reply.stderr);
    assert!(reply.stdout.contains("region A | period 1600-01-01 | value 5"), "{}", reply.stderr);
}

#[test]
fn the_kind_of_a_metric_is_what_its_name_and_its_unit_say() {
    let of_rows = |rows: &str| {
        let table = format!("Indicator,2022,2023\n{rows}");
        loaded(&[("kinds.csv", &table)], "SELECT code, unit, kind FROM metric ORDER BY code").1
    };
    assert_eq!(
        of_rows("产值(亿元),1,2\n产值比上年增长(%),5,6\n产值占比(%),5,6\n收入同比(％),5,6\n增长基金(亿元),1,2\n"),
        "code,unit,kind\n产值,亿元,level\n产值占比,%,ratio\n产值比上年增长,%,growth\n增长基金,亿元,level\n收入同比,%,growth\n"
    );
    assert_eq!(
        of_rows(
            "GDP (EUR),1,2\nGDP growth (%),5,6\nWages change on previous year (%),5,6\nGrowth fund (EUR),1,2\n\
             \"Output (growth, %)\",1,2\nShare of growth firms (%),5,6\n"
        ),
        "code,unit,kind\nGDP,EUR,level\nGDP growth,%,growth\nGrowth fund,EUR,level\nOutput,\"growth, %\",growth\n\
         Share of growth firms,%,ratio\nWages change on previous year,%,growth\n"
    );
    // Without a percentage a change may be an amount.
    assert_eq!(
        of_rows("Jobs change on previous year,5,6\nWages change on previous year %,5,6\n"),
        "code,unit,kind\nJobs change on previous year,unspecified,level\nWages change on previous year %,unspecified,growth\n"
    );
    let across = "地区,年份,增长率(%),增速（%）,占比(%)\nA,2023,1,2,3\nA,2024,2,3,4\n";
    assert_eq!(
        loaded(&[("across.csv", across)], "SELECT code, kind FROM metric ORDER BY code").1,
        "code,kind\n占比,ratio\n增速,growth\n增长率,growth\n"
    );
    for (title, kind) in [("地区生产总值比上年增长", "growth"), ("占比", "ratio")] {
        let table = format!("标题：{title}\n单位：%\n地区,2022,2023\n宁波市,1,2\n");
        assert_eq!(loaded(&[("title.csv", &table)], "SELECT kind FROM metric").1, format!("kind\n{kind}\n"));
    }
}

#[test]
fn columns_are_what_publishers_call_them() {
    let sql = "SELECT metric, region, sector, breakdown, period, value, unit, status FROM fact ORDER BY metric, region, sector, period";
    for (table, expected) in [
        (
            "地区,指标,2022\u{5e74},2023\u{5e74}\n宁波市,产值(亿元),1,2\n宁波市,人口(万人),3,4\n",
            "产值,宁波市,,,2022,1,亿元,A\n产值,宁波市,,,2023,2,亿元,A\n人口,宁波市,,,2022,3,万人,A\n人口,宁波市,,,2023,4,万人,A\n",
        ),
        (
            "Country,Indicator,Unit,Year,Value,Flag\nNorway,GDP,EUR,2022,1,p\nNorway,Jobs,persons,2022,2,\n",
            "GDP,Norway,,,2022,1,EUR,P\nJobs,Norway,,,2022,2,persons,A\n",
        ),
        // One indicator in two units is two metrics.
        (
            "Country,Indicator,Unit,Year,Value\nNorway,GDP,EUR,2022,1\nNorway,GDP,NOK,2022,2\n",
            "GDP.EUR,Norway,,,2022,1,EUR,A\nGDP.NOK,Norway,,,2022,2,NOK,A\n",
        ),
        ("Land,Branche,Jahr,Wert,Einheit\nBayern,Bau,2022,1,EUR\n", "roles,Bayern,Bau,,2022,1,EUR,A\n"),
        ("Pays,Secteur,Année,Valeur,Unité\nFrance,Industrie,2022,1,EUR\n", "roles,France,Industrie,,2022,1,EUR,A\n"),
        (
            "Ort,NACE_R2,Jahr,Wert\nLinz,C,2022,1\nLinz,,2022,5\n",
            "roles,Linz,,,2022,5,unspecified,A\nroles,Linz,C,,2022,1,unspecified,A\n",
        ),
        (
            "Industry code,Industry,2021,2022\nC,Manufacturing,1,2\n",
            "roles,,C,,2021,1,unspecified,A\nroles,,C,,2022,2,unspecified,A\n",
        ),
        (
            "product,geo\\TIME_PERIOD,2021,2022\nmilk,DE,1,2\n",
            "roles,DE,,product=milk,2021,1,unspecified,A\nroles,DE,,product=milk,2022,2,unspecified,A\n",
        ),
        ("s\\ex,geo,year,value\nF,DE,2021,1\n", "roles,DE,,s-ex=F,2021,1,unspecified,A\n"),
        // Letters that no office uses for flags are no flags.
        ("Region,Flag,Year,Value\nA,red ensign,2022,1\n", "roles,A,,Flag=red ensign,2022,1,unspecified,A\n"),
    ] {
        let (_, facts) = loaded(&[("roles.csv", table)], sql);
        let facts = facts.replace("\"\"", "");
        assert_eq!(facts, format!("metric,region,sector,breakdown,period,value,unit,status\n{expected}"), "{table}");
    }
    let table = "Industry code,Industry,Indicator Code,Indicator Name,2021,2022\nC,Manufacturing,X1,Output,1,2\n";
    let sql = "SELECT metric, metric_name, sector, sector_name FROM fact LIMIT 1";
    assert_eq!(
        loaded(&[("names.csv", table)], sql).1,
        "metric,metric_name,sector,sector_name\nX1,Output,C,Manufacturing\n"
    );
}

#[test]
fn codes_and_labels_of_components_are_told_apart() {
    let sql = "SELECT region, region_name, breakdown, unit, value FROM fact";
    for (table, expected) in [
        (
            "geo:Geopolitical entity,unit:Unit,sex:Sex,TIME_PERIOD:Time,OBS_VALUE:Value\nDE:Germany,PC:% of GDP,F:Female,2022,5\n",
            "DE,Germany,SEX=F,PC,5\n",
        ),
        (
            "REF_AREA,REF_AREA_LABEL,SEX,SEX_LABEL,TIME_PERIOD,OBS_VALUE\nNO,Norway,F,Female,2022,1\n",
            "NO,Norway,SEX=F,unspecified,1\n",
        ),
    ] {
        let (_, facts) = loaded(&[("pairs.csv", table)], sql);
        assert_eq!(facts, format!("region,region_name,breakdown,unit,value\n{expected}"), "{table}");
    }
}
