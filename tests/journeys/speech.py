"""What the screens say, in both languages: a journey names it in English."""

from dataclasses import dataclass

CHINESE = {
    # coming in
    "Phone or e-mail": "手机号或邮箱",
    "Send me a code": "发验证码给我",
    "6-digit code": "6 位验证码",
    "Use a passkey": "用通行密钥",
    "Sign out": "退出登录",
    # a bill that waits
    "Is this yours?": "这是你的吗？",
    "Which year were you born?": "你是哪一年出生的？",
    "What is your postcode?": "你的邮政编码是什么？",
    "Show it to me": "给我看",
    "Have a look": "看看",
    # the four places
    "Today": "今天",
    "Debts": "欠款",
    "Inbox": "收件箱",
    "Me": "我",
    # understanding
    "The next 30 days": "接下来的 30 天",
    "What happens next": "接下来会怎样",
    "Choose what to do": "看看怎么办",
    "What would you like to do?": "你想怎么办？",
    "Pay all": "全部还掉",
    "Pay part": "先还一部分",
    "Nothing now": "现在先不还",
    "How much now, {currency}": "现在还多少, {currency}",
    "{left} is left.": "还剩 {left}。",
    "Continue": "继续",
    "settled": "已还清",
    "Somebody to talk to": "找人聊聊",
    # paying
    "Pay several together": "几笔一起还",
    "Pay {n} debts · {amount}": "还 {n} 笔 · {amount}",
    "How much to {lender}, {currency}": "还给 {lender} 多少, {currency}",
    "Set up a wallet": "设置钱包",
    "One more check": "再确认一下是你",
    "Open my wallet": "打开我的钱包",
    "Approve": "同意",
    "Look it over": "看一遍",
    "Is this right?": "这样对吗？",
    "Pay {amount}": "付 {amount}",
    "Paid": "已经付了",
    "Receipt number": "收据编号",
    "This one didn't go through": "这次没有付成",
    "We are checking": "正在确认",
    "You don't need to pay again.": "不用再付一次",
    "Nothing was sent.": "什么都没有发出去",
    "{left} left": "还剩 {left}",
    # without a line
    "No connection right now. This is as of": "现在连不上，这是",
    # oneself
    "Add a passkey to this phone": "在这部手机上添加通行密钥",
    "This phone can sign you in now.": "以后这部手机可以直接登录了。",
    "Notifications on this phone": "这部手机的通知",
    "Notifications are on for this phone.": "这部手机的通知已打开。",
    "Ways to pay": "付款方式",
    "Why did I get this?": "为什么会收到？",
    # staff
    "Work e-mail": "工作邮箱",
    "Send a code": "发送验证码",
    "Sign in": "登录",
    "File": "文件",
    "Import": "导入",
    "Taken in.": "已导入。",
    "Rows left out": "未导入的行",
    "Webhooks": "Webhook",
    "Messages": "消息",
    "Send again": "再发一次",
    "On its way again.": "已经再次发出。",
    "accepted": "已接受",
    "API keys": "API 密钥",
}


@dataclass(frozen=True, slots=True)
class Speech:
    """One language of the app and the browser that asks for it."""

    language: str
    tag: str

    def __call__(self, english: str, **facts: object) -> str:
        """Return what stands on the screen for something said in English."""
        said = english if self.language == "en" else CHINESE[english]
        return said.format(**facts)


ENGLISH_SPEECH = Speech("en", "en-GB")
CHINESE_SPEECH = Speech("zh-Hans", "zh-CN")
SPEECHES = (ENGLISH_SPEECH, CHINESE_SPEECH)
