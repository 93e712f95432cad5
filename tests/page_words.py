"""What a page says in a language that is not its own: every word of it read in the browser, data left out.

Data says that it is data: names, addresses and what people wrote stand in an element with `translate="no"`; a passage
in another language has a `lang` of its own.
"""

import re

from doorstep.wire.languages import traditional

#: Collects what is seen or read aloud, with the element it stands in; leaves out data and passages of another language.
WORDS = """() => {
  const SPOKEN = ["aria-label", "title", "placeholder", "alt", "data-label", "data-lost", "data-stop"];
  const own = document.documentElement.lang.toLowerCase(), found = [];
  const foreign = (one) => {
    for (let at = one; at; at = at.parentElement) {
      if (at.getAttribute("translate") === "no") return true;
      const lang = at.getAttribute("lang");
      if (lang) return lang.toLowerCase() !== own;
    }
    return false;
  };
  const add = (text, one) => { if (text?.trim() && !foreign(one)) found.push([text.trim(), one.outerHTML.slice(0, 100)]); };
  add(document.title, document.querySelector("title"));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walk.currentNode; node; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!["SCRIPT", "STYLE", "NOSCRIPT", "TEXTAREA"].includes(node.parentElement.tagName)) add(node.data, node.parentElement);
      continue;
    }
    for (const name of SPOKEN) if (name !== "data-label" || node.tagName === "TD") add(node.getAttribute(name), node);
  }
  return found;
}"""

HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003FFFF]")
LATIN = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
#: Latin that a Chinese page may say: codes, keys, formats of files, units, what stands on the keyboard.
LATIN_ALLOWED = re.compile(
    r"\b(?:[A-Z]{2,3}-\d{3}|F\d{1,2}|Enter|Esc|Tab|Ctrl|Shift|Alt|CSV|csv|xlsx|XLSX|PDF|pdf|JPEG|PNG|TIFF|HEIC|MB|KB|dpi|QR|API|HTTP)\b"
)
#: Punctuation of Latin text where Chinese has its own.
NARROW = re.compile(r"[㐀-鿿][,;:!?]|[(（][^()（）]*[㐀-鿿][^()（）]*\)|[㐀-鿿] \(|\([^()（）]*[㐀-鿿]")
#: Characters that the converter turns although both scripts have them.
BOTH_SCRIPTS = frozenset("台里后只干系准布松采周面余折卷谷范板表才丰舍别万与云几向回胡")


def strange(page) -> list[str]:
    """The words of the page that its language does not have, with where they stand."""
    language = page.evaluate("document.documentElement.lang").lower()
    found = {f"{words[:60]!r} in {where}" for words, where in page.evaluate(WORDS) if _strange(words, language)}
    return sorted(f"{language}: {one}" for one in found)


def _strange(words: str, language: str) -> bool:
    if language == "en":
        return bool(HAN.search(words))
    if LATIN.search(LATIN_ALLOWED.sub("", words)) or NARROW.search(words):
        return True
    return language == "zh-hant" and any(traditional(one) != one for one in words if one not in BOTH_SCRIPTS)
