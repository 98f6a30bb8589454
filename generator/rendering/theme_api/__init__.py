"""What a theme may see: the values of each template, as frozen views already in the page's language.

Texts are ready to print (figures cut, names translated); instants are UTC datetimes for the template
function ``when``; ``path`` is an address within the site for the function ``to``; ``html`` is safe
markup. ``lang`` is set where a text is not in the page's language, else None.

:mod:`.pages` and :mod:`.mail` say which template is given what; docs/theme.md is made from them.
"""
