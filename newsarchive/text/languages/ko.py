"""Words of news pages in Korean."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Seoul",
    author_label="글(?:[·ㆍ]사진)?|취재",
    photographer_label="사진|촬영",
    editor_label="편집|에디터",
    reporter=r"(?:(?:선임|전문|인턴|수습|객원|대학생)\s?)?(?:기자|특파원)|논설위원|편집위원",
    no_name="인턴|수습|시민|객원|본지|온라인|취재|사진|전문|선임|대표|편집|디지털|뉴스팀?",
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
