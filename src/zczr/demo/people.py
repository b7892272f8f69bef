"""Names of people and of companies for the demo: invented, ordinary, with the romanization that e-mails need."""

SURNAMES = (
    ("陈", "chen"), ("李", "li"), ("黄", "huang"), ("林", "lin"), ("梁", "liang"), ("何", "he"), ("罗", "luo"),
    ("郑", "zheng"), ("谢", "xie"), ("邓", "deng"), ("冯", "feng"), ("许", "xu"), ("叶", "ye"), ("苏", "su"),
    ("潘", "pan"), ("杜", "du"), ("关", "guan"), ("欧阳", "ouyang"), ("麦", "mai"), ("卢", "lu"), ("简", "jian"),
    ("区", "ou"), ("霍", "huo"), ("钟", "zhong"), ("温", "wen"), ("彭", "peng"),
)  # fmt: skip

GIVEN_NAMES = (
    ("志明", "zhiming"), ("伟强", "weiqiang"), ("嘉敏", "jiamin"), ("国华", "guohua"), ("秀芳", "xiufang"),
    ("俊杰", "junjie"), ("晓彤", "xiaotong"), ("永健", "yongjian"), ("丽萍", "liping"), ("文涛", "wentao"),
    ("锦荣", "jinrong"), ("慧仪", "huiyi"), ("泽宇", "zeyu"), ("少芬", "shaofen"), ("建业", "jianye"),
    ("绮雯", "qiwen"), ("卓然", "zhuoran"), ("海燕", "haiyan"), ("启航", "qihang"), ("佩珊", "peishan"),
    ("树森", "shusen"), ("雪莹", "xueying"), ("家豪", "jiahao"), ("月娥", "yuee"), ("振邦", "zhenbang"),
    ("思颖", "siying"), ("耀辉", "yaohui"), ("敏仪", "minyi"),
)  # fmt: skip

TITLES = ("财务经理", "总经理助理", "财务总监", "融资主管", "副总经理", "行政经理")

# The part of a company's name that is its own, with the label of its mail domain.
HOUSE_NAMES = (
    ("锦湾", "jinwan"), ("禾润", "herun"), ("岭川", "lingchuan"), ("昊谷", "haogu"), ("穗恒", "suiheng"),
    ("博屹", "boyi"), ("嘉堃", "jiakun"), ("汇沣", "huifeng"), ("瑞樾", "ruiyue"), ("旭岚", "xulan"),
    ("铭桥", "mingqiao"), ("启澜", "qilan"), ("合纬", "hewei"), ("德骏", "dejun"), ("盈朗", "yinglang"),
    ("佳珩", "jiaheng"), ("卓凌", "zhuoling"), ("泰榕", "tairong"), ("凯沃", "kaiwo"), ("骏腾", "junteng"),
    ("宏垚", "hongyao"), ("盛堤", "shengdi"), ("联隽", "lianjun"), ("诺泓", "nuohong"), ("信沐", "xinmu"),
    ("晟岸", "shengan"), ("源稷", "yuanji"), ("普禾", "puhe"), ("万岭", "wanling"), ("奕通", "yitong"),
    ("隆桂", "longgui"), ("顺珑", "shunlong"), ("新塬", "xinyuan"), ("冠屿", "guanyu"), ("天泺", "tianluo"),
    ("力捷源", "lijieyuan"), ("富汀", "futing"), ("海旭", "haixu"), ("粤桥", "yueqiao"), ("金穗园", "jinsuiyuan"),
    ("百禾", "baihe"), ("鸿岐", "hongqi"), ("益峰达", "yifengda"), ("荣坤", "rongkun"), ("众骅", "zhonghua"),
    ("光屹", "guangyi"), ("明潭", "mingtan"), ("宇川", "yuchuan"), ("朗图", "langtu"), ("睿衡", "ruiheng"),
    ("青榄", "qinglan"), ("南禺", "nanyu"), ("西樵岭", "xiqiaoling"), ("东岸", "dongan"), ("北江源", "beijiangyuan"),
    ("长荔", "changli"), ("和朔兴", "heshuoxing"), ("达樟", "dazhang"), ("创垦", "chuangken"), ("互邦", "hubang"),
    ("帆石", "fanshi"), ("品栎", "pinli"), ("尚梵", "shangfan"), ("悦栖", "yueqi"), ("美垣", "meiyuan"),
    ("洁立", "jieli"), ("安澄", "ancheng"), ("康屿", "kangyu"), ("健麓", "jianlu"), ("绿岑", "lvcen"),
    ("晟柏", "shengbai"), ("沐和", "muhe"), ("韬岭", "taoling"), ("立屿", "liyu"), ("广桁", "guangheng"),
    ("筑沅", "zhuyuan"), ("沐蘅", "muheng"), ("锐岑", "ruicen"), ("科瀚", "kehan"), ("昕屿", "xinyu"),
)  # fmt: skip
