# scdoc's output as mandoc(1) and man(1) want it: no paragraphs where man(7) has no place for one, the title in capitals,
# no words broken at a line's end, no line of text longer than 80 bytes.

# Between two words; a line that ends a sentence, or begins with . or ', would mean something.
function fold(text,    at) {
    while (length(text) > 80) {
        for (at = 81; at > 1 && !divides(text, at); at--)
            ;
        if (at == 1)
            for (at = 82; at < length(text) && !divides(text, at); at++)
                ;
        if (at >= length(text))
            break
        print substr(text, 1, at - 1)
        text = substr(text, at + 1)
    }
    print text
}

function divides(text, at) {
    return substr(text, at, 1) == " " && substr(text, at - 1, 1) !~ /[.?!\\ ]/ && substr(text, at + 1, 1) !~ /[.' ]/
}

/^\.TH / { $2 = toupper($2) }
/^\.nf/ { literal = 1 }
/^\.fi/ { literal = 0 }
/^\.PP?$/ { held = 1; next }
/^\.RE$/ { print; next }
held && !head && !/^\.S[HS] / { print ".PP" }
{ held = 0; head = /^\.(TH|S[HS]) / }
/^\./ || literal { print }
!/^\./ && !literal { fold($0) }
/^\.TH / { print ".nh" }
