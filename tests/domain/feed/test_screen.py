"""The screen of the feed: what raises money from the public is found, and ordinary business is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zczr.domain.feed.screen import is_barred

BARRED = [
    "保本保息，按月付款", "保本付息", "稳赚不赔的项目", "保收益 12%", "保证收益", "承诺回报", "固定收益产品", "固定回报",
    "无风险高收益", "零风险，收益稳定", "收益高、无风险", "高额回报", "高息揽储", "面向社会公开募集", "向社会公众筹集资金",
    "向不特定对象借款", "对公众融资", "公开募资", "众筹建厂", "内部集资", "员工集资入股", "非法集资",
    "保 本", "保·本·保·息", "稳_赚", "众　筹", "ＸＸ众筹", "社会集资",
]  # fmt: skip
ORDINARY = [
    "", "采购原材料", "确保本月交货", "环保本地厂配套", "确保本厂订单", "担保本次借款", "质保本年到期", "筹集资金采购钢材",
    "募集资金已到位", "归集资金统一支付", "收集资料齐全", "采集资源", "汇集资讯", "密集资产", "以销售回款一次还清",
    "到期还本付息", "订单回报周期短", "社会保险", "对公账户收款", "风险低，收益一般", "固定资产抵押", "向银行借款已结清",
    "向大众汽车集团供货", "承包赚取加工费", "提高回报速度", "保证交货", "承诺按期交付",
]  # fmt: skip


@pytest.mark.parametrize("text", BARRED)
def test_what_sounds_like_raising_money_from_the_public_is_barred(text: str) -> None:
    assert is_barred(["采购", text])


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_business_is_not(text: str) -> None:
    assert not is_barred([text])


def test_words_of_two_fields_are_not_read_together() -> None:
    assert not is_barred(["环境由我司保", "本项目扩产"])
    assert not is_barred([])


@given(st.sampled_from(["稳赚", "众筹", "保收益"]), st.text(alphabet=" .·-_*~　\n\u200b", max_size=6))
def test_nothing_without_meaning_hides_a_word(word: str, between: str) -> None:
    assert is_barred([between.join(word)])
