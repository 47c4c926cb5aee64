"""What is a person's name on a news page, and what only stands where one is expected."""

from __future__ import annotations

import re

HAN = r"\u3400-\u4dbf\u4e00-\u9fff"

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任"
    "袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴"
    "谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解"
    "应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬"
    "全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴鬱胥能苍双闻莘"
    "党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都"
    "耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公"
    "肖付代闫覃佟苟税鲜仝岳年佘但展母谌晋原来多补铁辜谯揭粟苑邸钱楚官随漆鄢牟逯税佀郄仉撖赫皇甫尉迟涂"
    "趙錢孫鄭馮陳衛蔣韓楊許呂張嚴華陶謝鄒蘇魯韋馬鳳費賀湯羅畢鄔樂時齊顧蕭談龐項董藍賈婁顏鍾徐駱萬盧莫應單龔陸榮嚮劉葉龍賴喬"
    "譚寧葉溫莊閻連馮聶簡饒關"
)
"""First characters of Chinese family names, simplified and traditional."""

COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "令狐",
    "慕容",
    "司徒",
    "夏侯",
    "端木",
    "歐陽",
    "司馬",
)

NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """报道 综合 整理 摄影 图片 新闻 近日 日前 本报 本网 记者 通讯 消息 网络 资料 供图 转载
        原创 佚名 匿名 未知 编辑 作者 来源 通讯员 全媒体 时间 时报 日报 晚报 平安 和谐 文明
        安全 关注 万家 高温 高考 全国 国家 全市 全县 全区 文化 文艺 文旅 党建 党史 农业 农村
        农民 乡镇 家乡 家园 公安 公告 公示 公益 卫生 常委 广场 广告 经济 金融 水利 山水 花开
        白天 明天 时代 时评 方便 从严 成效 成立 向上 都市 华夏 满意 解读 简讯 关于 应急 通知
        通报 曲艺 申请 易地 温暖 连线 步行 国际 红色 相关 后续 游客 权威 支部 和美 年度 官方
        多彩 东部 师生 利民 欧洲 沙龙 丰收 干部 计划 宣传 万元 全部 全面 手记 调查 观察 专访
        探访 走访 体验 见闻 管理员 小编 网友 站长 简介""",
    )
)
"""Words that begin like a name and are none."""

HAN_NAME = re.compile(rf"[{HAN}]{{2,4}}")
MIXED_NAME = re.compile(rf"[{HAN}]{{1,8}}(?:[·•・][{HAN}]{{1,8}}){{1,3}}")

ORGANISATION = re.compile(
    r"\b(?:news(?:room|desk|paper)?|agenc(?:y|ies)|agencias?|agences?|agentur(?:en)?|agenzi[ae]|press|presse|staff|editors?|editorial|team|desk|"
    r"redaktion|redaksjonen|redactie|r[ée]daction|redacci[oó]n|redazione|reda[cç][aã]o|online|correspondents?|reporters?|"
    r"times|post|journal|magazine|tv|television|radio|media|network|company|inc|ltd|gmbh|university|institute|admin|"
    r"administrator|webmaster|guest|contributors?|desconocido|unknown|anonymous|reuters|ap|afp|dpa|epd|kna|sid|efe|ansa|"
    r"tribune|sentinel|herald|gazette|chronicle|telegram|observer|examiner|photos?|arts|report|service|project|marketing|"
    r"zeitung|nachrichten|anzeiger|tageblatt|kurier|welle|verlag|magazin|illustrierte|verband|verein|bund|category|"
    r"lusa|apa|tass|ritzau|tt|ntb|belga|anp|pti|ani|ians|upi|xinhua|bbc|cnn|associated|bloomberg|getty|images|"
    r"pa|sda|keystone|ats|dapd|afx|spot on|exclusive|https?|www)\b|\.(?:com|de|fr|org|net|co)\b|[@#\d/\\<>{}=_]",
    re.IGNORECASE,
)
HAN_ORGANISATION = re.compile(
    r"(?:报|网|社|台|站|中心|部|局|办|委|院|会|公司|频道|组|团|队|校|处|厅|县|市|省|区|镇|乡|村)$"
)

NO_WRITER = re.compile(
    r"redaktion|redazione|redacci|rédaction|editor|staff|admin|news|team|desk|board|press|media|online|"
    r"radio|agency|agentur|"
    r"zeitung|correspond|reporter|contributor|author|guest|gast|user|webmaster|anonym|unknown|office|"
    r"\.(?:com|de|fr|net|org|at|ch|uk)\b|^(?:afp|dpa|apa|sda|ap|epd|kna|reuters|ansa|efe|tass)$",
    re.IGNORECASE,
)
"""Words that no person is called, in an account's name either."""

PARTICLES = frozenset(
    re.findall(
        r"\S+",
        """van von der den de del della di da do dos das du la le el al bin ibn zu zur ten ter af av y e i abu mac mc
        st san o' 't ’t dal degli d' ap vom und""",
    )
)
TOKEN = re.compile(r"(?:['’][st]\b|[^\W\d_][^\W\d_.'’‘\-‐]*(?:[.'’‘\-‐]+[^\W\d_]*)*\.?)")


def is_han_name(text: str, *, sure: bool = False) -> bool:
    """Whether Han characters are a person's name: by their family name; or, where `sure`, by length."""
    if MIXED_NAME.fullmatch(text):
        return True
    if not HAN_NAME.fullmatch(text) or text in NO_NAMES or HAN_ORGANISATION.search(text):
        return False
    if text.startswith(COMPOUND):
        return len(text) > 2
    return (text[0] in SURNAMES and len(text) <= 3) or (sure and len(text) <= 4)


def is_latin_name(text: str) -> bool:
    """Whether words are a person's name: two to six of them, capitalised but for particles, and no organisation."""
    if len(text) > 60 or ORGANISATION.search(text):
        return False
    words = text.split()
    if not 2 <= len(words) <= 6 or any(TOKEN.fullmatch(word) is None for word in words):
        return False
    capitals = [word for word in words if word[0] == word[0].upper()]
    if words[0].lower() in PARTICLES and all(word.isupper() for word in words[1:]):  # from an outlet: Do MTV
        return False
    return len(capitals) >= 2 and all(word in capitals or word.lower() in PARTICLES for word in words)
