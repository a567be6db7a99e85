import type { Language } from "../shared/language";

/** Somebody who helps for free. */
export interface Adviser {
  name: string;
  /** What it is, where its name in another language does not say so. */
  note: Record<Language, string> | null;
  phone: string | null;
  site: string | null;
}

/** Free help in one country: about money, and for a day when everything is too much. */
export interface HelpHere {
  country: string;
  advisers: readonly Adviser[];
  crisis: readonly Adviser[];
}

function one(
  name: string,
  phone: string | null,
  site: string | null,
  note: Adviser["note"] = null,
): Adviser {
  return { name, phone, site, note };
}

/** Public, free and not paid by lenders per case, in the order they should be tried. */
export const HELP: readonly HelpHere[] = [
  {
    country: "CN",
    advisers: [
      one("12348 公共法律服务热线", "12348", "https://www.12348.gov.cn", {
        en: "free legal advice",
        "zh-Hans": "免费法律咨询和法律援助",
      }),
      one("12378 金融消费者投诉热线", "12378", null, {
        en: "complaints about banks and lenders",
        "zh-Hans": "对银行和持牌机构的投诉",
      }),
      one("12345 政务服务便民热线", "12345", null, {
        en: "city services, also social help",
        "zh-Hans": "包括社会救助",
      }),
    ],
    crisis: [
      one("12356 心理援助热线", "12356", null, {
        en: "somebody to talk to",
        "zh-Hans": "有人听你说",
      }),
    ],
  },
  {
    country: "GB",
    advisers: [
      one("National Debtline", "0808 808 4000", "https://nationaldebtline.org"),
      one("StepChange", "0800 138 1111", "https://www.stepchange.org"),
      one("Citizens Advice", null, "https://www.citizensadvice.org.uk"),
    ],
    crisis: [one("Samaritans", "116 123", "https://www.samaritans.org")],
  },
  {
    country: "US",
    advisers: [
      one("National Foundation for Credit Counseling", "1-800-388-2227", "https://www.nfcc.org"),
    ],
    crisis: [one("988 Lifeline", "988", "https://988lifeline.org")],
  },
  {
    country: "IE",
    advisers: [one("MABS", "0818 07 2000", "https://mabs.ie")],
    crisis: [one("Samaritans", "116 123", "https://www.samaritans.org")],
  },
  {
    country: "DE",
    advisers: [
      one("Caritas Schuldnerberatung", null, "https://www.caritas.de"),
      one("Verbraucherzentrale", null, "https://www.verbraucherzentrale.de"),
    ],
    crisis: [one("TelefonSeelsorge", "0800 111 0 111", "https://www.telefonseelsorge.de")],
  },
  {
    country: "FR",
    advisers: [
      one("Point conseil budget / Banque de France", "3414", "https://www.banque-france.fr"),
    ],
    crisis: [one("Numéro national de prévention du suicide", "3114", "https://3114.fr")],
  },
  {
    country: "AU",
    advisers: [one("National Debt Helpline", "1800 007 007", "https://ndh.org.au")],
    crisis: [one("Lifeline", "13 11 14", "https://www.lifeline.org.au")],
  },
  {
    country: "NZ",
    advisers: [one("MoneyTalks", "0800 345 123", "https://www.moneytalks.co.nz")],
    crisis: [one("Need to talk? 1737", "1737", "https://1737.org.nz")],
  },
  {
    country: "CA",
    advisers: [one("Credit Counselling Canada", null, "https://creditcounsellingcanada.ca")],
    crisis: [one("9-8-8", "988", "https://988.ca")],
  },
  {
    country: "SG",
    advisers: [one("Credit Counselling Singapore", "6225 5227", "https://www.ccs.org.sg")],
    crisis: [one("Samaritans of Singapore", "1767", "https://www.sos.org.sg")],
  },
];

/** Return the help in a country, or null where we know of none yet. */
export function helpIn(country: string | null): HelpHere | null {
  return HELP.find((here) => here.country === country) ?? null;
}

/** Return a guess at the country from the browser's languages: "zh-CN" is CN. */
export function likelyCountry(preferences: readonly string[]): string | null {
  for (const tag of preferences) {
    const region = /-([A-Z]{2})$/i.exec(tag)?.[1]?.toUpperCase();
    if (region !== undefined && helpIn(region) !== null) return region;
  }
  return preferences.some((tag) => /^zh$|^zh-hans/i.test(tag)) ? "CN" : null;
}

/** Return the countries we know help in, by their names in a language, in its order. */
export function countries(language: Language): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([language], { type: "region" });
  return HELP.map(({ country }) => ({ code: country, name: names.of(country) ?? country })).sort(
    (a, b) => a.name.localeCompare(b.name, language),
  );
}
