//! Completions and manual pages: generated from the definition that parses the command line.

use std::process::{Command, Stdio};

use crate::stage::run;

/// Every verb of the command, from its own help.
fn verbs() -> Vec<String> {
    let folder = tempfile::TempDir::new().unwrap();
    let help = run(folder.path(), &["--help"]).fine().stdout;
    let from = help.split("Commands:\n").nth(1).unwrap();
    let lines = from.lines().take_while(|line| line.starts_with("  "));
    // Descriptions go on in further lines, indented deeper.
    let lines = lines.filter(|line| !line.starts_with("   "));
    let names = lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned);
    let verbs: Vec<String> = names.filter(|name| name != "help").collect();
    assert!(verbs.len() >= 13, "{verbs:?}");
    verbs
}

fn has(program: &str) -> bool {
    let mut version = Command::new(program);
    version.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

#[test]
fn completions_name_every_verb() {
    let folder = tempfile::TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(folder.path(), &["completions", shell]).fine().stdout;
        for verb in verbs() {
            assert!(script.contains(&verb), "{shell} lacks {verb}");
        }
        assert!(script.contains("show-folders"), "{shell} lacks an option");
        let path = folder.path().join(shell);
        std::fs::write(&path, script).unwrap();
        // Shells that are not here cannot read their scripts.
        if matches!(shell, "bash" | "zsh" | "fish") && has(shell) {
            let checked = Command::new(shell).arg("-n").arg(&path).output().unwrap();
            assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
        }
    }
    let json = run(folder.path(), &["completions", "bash", "--json"]).json();
    assert_eq!(
        (&json["schema"], &json["shell"]),
        (&"colophon/completions/1".into(), &"bash".into())
    );
    assert_eq!(run(folder.path(), &["completions", "tcsh"]).code, 2);
}

#[test]
fn bash_completes_with_the_script() {
    if !has("bash") {
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let script = run(folder.path(), &["completions", "bash"]).fine().stdout;
    std::fs::write(folder.path().join("script"), script).unwrap();
    let ask = "source ./script; COMP_WORDS=(colophon comp); COMP_CWORD=1; \
               _colophon colophon comp colophon; echo \"${COMPREPLY[@]}\"";
    let answer =
        Command::new("bash").args(["-c", ask]).current_dir(folder.path()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&answer.stdout).trim(), "completions");
}

#[test]
fn every_verb_has_a_manual_page() {
    let folder = tempfile::TempDir::new().unwrap();
    let written = run(folder.path(), &["man", "man1", "--json"]).json();
    let pages: Vec<&str> =
        written["pages"].as_array().unwrap().iter().map(|page| page.as_str().unwrap()).collect();
    let mut names = vec!["colophon".to_owned()];
    names.extend(verbs().iter().map(|verb| format!("colophon-{verb}")));
    assert_eq!(pages.len(), names.len(), "{pages:?}");
    for name in names {
        let path = folder.path().join("man1").join(format!("{name}.1"));
        let page = std::fs::read_to_string(&path).unwrap();
        assert!(page.contains(&format!(".TH {name} 1")), "{name}: {page}");
        for section in [".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS", ".SH VERSION"]
        {
            assert!(page.contains(section), "{name} lacks {section}");
        }
        assert!(page.contains("\\-\\-json"), "{name} lacks the options of every command");
        if has("groff") {
            let mut groff = Command::new("groff");
            let shown = groff
                .args(["-man", "-Kutf8", "-Tutf8", "-ww", "-P-cbou"])
                .arg(&path)
                .output()
                .unwrap();
            assert!(shown.status.success());
            assert_eq!(String::from_utf8_lossy(&shown.stderr), "", "{name}");
            assert!(String::from_utf8_lossy(&shown.stdout).contains("SYNOPSIS"), "{name}");
        }
    }
    let page = run(folder.path(), &["man"]).fine().stdout;
    assert!(page.contains(".TH colophon 1"));
}
