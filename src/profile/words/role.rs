//! The roles that the names of columns give them, in the languages of the big publishers.

use super::list::is_among;
use crate::model::fold;

/// The columns that a table of somebody else may have too, with the names that publishers give them, in small letters.
pub(crate) const ROLES: [(&str, &str); 9] = [
    (
        "metric",
        "metric, indicator, indicators, weo subject, subject descriptor, element, series, variable, variável, indikator, merkmal, indicateur, indicador, 指标, 指標, 統計項目",
    ),
    (
        "unit",
        "unit, units, unit of measure, units of measure, unit measure, uom, unit of measurement, einheit, maßeinheit, unité, \
         unité de mesure, unidad, unidad de medida, unità di misura, unidade, unidade de medida, eenheid, enhet, jednostka, jednostka miary, satuan, birim, mértékegység, jednotka, ед изм, единица измерения, 单位, 단위, 計量單位, 计量单位, \
         單位, 単位",
    ),
    (
        "sector",
        "sector, sectors, industry, industries, nace, nace r1, nace r2, nace rev 2, isic, isic4, economic activity, \
         wirtschaftszweig, wirtschaftszweige, branche, secteur, secteur d'activité, branche d'activité, settore, bedrijfstak, \
         näringsgren, 行业, 行業, 产业, 產業, 産業",
    ),
    (
        "source",
        "source, sources, data source, quelle, quellen, datenquelle, fuente, fuentes, fonte, fonti, fontes, bron, källa, källor, \
         kilde, kilder, 来源, 來源, 数据来源, 資料來源, 出典",
    ),
    ("status", "status, 状态, 狀態, 数据状态, statut, estado, stato"),
    (
        "flag",
        "flag, flags, status flag, obs flag, obs status, observation status, observation flag, data status, value status, \
         estado del dato, data marking, qualifier, symbol, symbols",
    ),
    ("locator", "locator"),
    (
        "scale",
        "scale, scalar factor, facteur scalaire, multiplier, unit multiplier, unit mult, powercode, power code, magnitude, factor, faktor, \
         multiplikator, multiplicateur",
    ),
    (
        "note",
        "note, notes, note source, note indicator, note classif, remark, remarks, comment, comments, footnote, footnotes, \
         bemerkung, bemerkungen, anmerkung, anmerkungen, fußnote, fußnoten, hinweis, hinweise, remarque, remarques, commentaire, \
         commentaires, nota, notas, observaciones, observações, osservazioni, opmerking, opmerkingen, 备注, 備註, 注記, 備考, 注释, 注釋, 说明, \
         說明",
    ),
];

/// What stands behind the name of a column of codes, and behind that of a column of labels.
const OF_CODES: [&str; 8] = [" code", " codes", " (code)", " (código)", " (codice)", " id", "代码", "代碼"];
const OF_LABELS: [&str; 4] = [" name", " label", "名称", "名稱"];

/// The role that the name of a column gives it, and whether it says that its cells are codes.
pub(crate) fn role(name: &str) -> Option<(&'static str, bool)> {
    let name = name.to_lowercase().replace(['_', '-', '.'], " ");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let strip = |ends: &[&str]| ends.iter().find_map(|end| name.strip_suffix(end)).map(str::to_owned);
    let code = strip(&OF_CODES);
    let is_code = code.is_some();
    let plain = code.or_else(|| strip(&OF_LABELS)).unwrap_or_else(|| name.clone());
    let found = ROLES.into_iter().find(|(_, names)| is_among(names, &plain));
    let (role, _) = found.filter(|(role, _)| plain == name || DIMENSIONS.contains(role))?;
    Some((role, is_code))
}

/// The roles of which a table may have a column of codes and one of labels.
const DIMENSIONS: [&str; 6] = ["metric", "unit", "sector", "flag", "note", "scale"];

/// Whether the name of a column gives it a role.
pub(crate) fn is_role(name: &str) -> bool {
    role(name).is_some()
}

/// Whether a column is called as one of statuses or flags is.
pub(crate) fn is_status(name: &str) -> bool {
    role(name).is_some_and(|(role, _)| ["status", "flag"].contains(&role))
}

/// Whether a column is called as one of units is.
pub(crate) fn is_unit(name: &str) -> bool {
    role(name).is_some_and(|(role, _)| role == "unit")
}

/// Whether a column is called as one of notes is.
pub(crate) fn is_note(name: &str) -> bool {
    role(name).is_some_and(|(role, _)| role == "note")
}

/// Whether a line that starts so says where figures are from, in what unit, or something about them.
pub(crate) fn is_remark(label: &str) -> bool {
    role(label).is_some_and(|(role, _)| ["source", "unit", "note"].contains(&role))
}

/// Names of columns of what one metric is broken down by, without accents.
const BROKEN_DOWN: &str = "age, ages, age group, age groups, age class, sex, gender, partner, partners, trading partner, \
                           trade partner, partner country, occupation, occupations, species, nationality, citizenship, \
                           country of birth, airport, airports, port, ports, hospital, hospitals, school, schools, product, \
                           products, product group, crop, crops, fuel, fuels, fuel type, mode of transport, transport mode, \
                           education, education level, level of education, size class, cause, causes, cause of death, religion, language, \
                           ethnicity, ethnic group, marital status, alter, altersgruppe, altersgruppen, altersklasse, \
                           geschlecht, staatsangehorigkeit, beruf, berufe, produkt, produkte, energietrager, ware, waren, \
                           groupe d'age, tranche d'age, sexe, nationalite, profession, produit, produits, edad, \
                           grupo de edad, sexo, nacionalidad, ocupacion, producto, productos, idade, grupo etario, \
                           nacionalidade, ocupacao, produto, produtos, eta, classe di eta, sesso, cittadinanza, professione, \
                           prodotto, prodotti, leeftijd, geslacht, nationaliteit, beroep, producten, alder, kjonn, kon, \
                           nasjonalitet, 年龄, 年龄组, 年齢, 年齢階級, 性别, 性別, 国籍, 职业, 職業, 产品, 品种, 品目, 作物, 연령, 연령별, 성별, 국적, 직업, 품목";

/// Whether a column is called by a word for what one metric is broken down by.
pub(crate) fn is_dimension(name: &str) -> bool {
    is_among(BROKEN_DOWN, fold(name).trim())
}
