import type { Words } from "../../shared/language";
import type { en } from "./en";

export const zhHans: Words<typeof en> = {
  nav: { today: "今天", debts: "欠款", inbox: "收件箱", me: "我" },
  navLabel: "Tideover",
  unread: (n) => `${n} 条新的`,
  claimsTitle: "等你看一眼",
  claimsNote: "贷款方把这些寄到了你的手机或邮箱。",
  claimsNone: "没有在等的。",
  payments: "付款记录和付款方式",
  helpTitle: "找人聊聊",
  helpNote: "免费、保密，站在你这边。他们不替贷款方做事。",
  helpIn: "所在地",
  helpOther: "其他国家或地区",
  helpElsewhere: "可以问问当地的消费者组织或法律援助机构。真正的帮助是免费的：先收费的不要信。",
  helpCall: (number) => `拨打 ${number}`,
  helpSite: (host) => `打开 ${host}`,
  crisisTitle: "如果现在觉得撑不住",
  crisisText: "今天就可以找人说说话，和钱没有关系。",
  cantPayTitle: "如果还不了",
  cantPay: [
    "还多少都可以，也可以现在先不还。“看看怎么办”会写明接下来会怎样。",
    "房租、水电和吃饭排在前面。",
    "免费的顾问可以替你和贷款方谈。",
  ].join("\n"),
  notMineTitle: "如果不是你的，或者金额不对",
  notMine: [
    "在问清楚以前不用还。不认得的不要付。",
    "写信给贷款方：说明哪里不对，请他们给出合同和每一笔费用。",
    "自己留一份。免费的顾问可以帮你写。",
  ].join("\n"),
  scamTitle: "这条消息是真的吗？",
  scam: "我们从不在电话里要密码或验证码。自己打开 Tideover 看：收件箱里没有的，就不是我们发的。",
};
