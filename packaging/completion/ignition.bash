# bash completion for ignition and its other names: commands, flags, stages, platforms.
_ignition() {
    local command=(ignition) first=1 cur=${COMP_WORDS[COMP_CWORD]} flag=${COMP_WORDS[COMP_CWORD-1]} words
    # Readline splits -stage=files at the equals sign.
    [[ $cur == = ]] && cur=
    [[ $flag == = ]] && flag=${COMP_WORDS[COMP_CWORD-2]}
    case ${COMP_WORDS[0]##*/} in
        butane) command=(ignition butane) first=0 ;;
        ignition-validate) command=(ignition validate) first=0 ;;
        *) [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[1]} == [a-z]* ]] && command=(ignition "${COMP_WORDS[1]}") ;;
    esac
    case ${flag#-} in
        stage|-stage) words="disks fetch fetch-offline files kargs mount umount" ;;
        platform|-platform) words=$(ignition help platforms 2>/dev/null) ;;
        format|-format) words="plain pretty json sarif github" ;;
        variant|-variant) words="fcos flatcar r4e fiot" ;;
        root|-root|d|-files-dir) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    esac
    if [[ -n $words ]]; then :
    elif [[ $cur == -* ]]; then
        words=$("${command[@]}" -help 2>/dev/null | sed -n 's/^  \(-[a-zA-Z-]*\), \(--[a-z-]*\).*/\1 \2/p; s/^  *\(--*[a-z][a-z-]*\) .*/\1/p')
    elif [[ $first -eq 1 && $COMP_CWORD -eq 1 || ${command[1]} == help && $COMP_CWORD -eq 2 ]]; then
        words=$(ignition help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p')
        [[ ${command[1]} == help ]] && words+=" platforms"
    elif [[ ${command[1]} == convert && $COMP_CWORD -eq 2 ]]; then
        words=cloud-config
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -o filenames -F _ignition ignition butane ignition-validate
