// Remembers the language of the names from page to page. Without it, the choice lasts for one page.
"use strict";
const choices = document.querySelectorAll("input[name=names]");
const KEY = "yearbook-names";
const kept = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
for (const choice of choices) {
  if (choice.value === kept()) choice.checked = true;
  choice.addEventListener("change", () => { try { localStorage.setItem(KEY, choice.value); } catch { /* It is not kept. */ } });
}
