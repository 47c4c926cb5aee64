"""Words of news pages in Korean."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Seoul",
    updated="수정|업데이트",
    created="입력|등록|게재|승인",
    openers=r"관련\s?(?:기사|뉴스)|많이\s?본\s?(?:기사|뉴스)|추천\s?(?:기사|뉴스)|이 시각 .{0,10}뉴스",
    furniture=(
        r"무단\s?전재|저작권자|<?\s*copyright|ⓒ|구독(?:하기|$)|광고$|ai 요약은|기사\s?제보|음성\s?(?:으로|"
        r"재생)|글자\s?크기|자동\s?요약|전체 맥락을|(?:매우 )?(?:작은|보통|큰|아주 큰) 폰트|언어\s?변경|"
        r"이 글자\s?크기로 변경|해당 언론사로 이동|.{0,20}에서 직접 확인하세요|이 기사에 대해 어떻게|번역\s?beta"
    ),
    paywall=r"(?:유료|회원)\s?전용 (?:기사|콘텐츠)",
)
